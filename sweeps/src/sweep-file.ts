import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { unreadableFile } from "@halfspace/tables/node";
import { FormatError } from "halfspace";
import * as z from "zod";
import { contentHash, type Job, type JobModel, jobModels, modelsWithLambda } from "./job.js";

/** A sweep: sets × models × λ × seeds × splits. */
const sweepSchema = z.strictObject({
  format: z.literal("halfspace-sweep"),
  version: z.literal(1),
  /** Paths are taken from the folder of the sweep file. */
  sets: z.array(z.strictObject({ name: z.string().min(1), file: z.string().min(1), target: z.string().min(1) })).min(1),
  models: z.array(z.enum(jobModels as [JobModel, ...JobModel[]])).min(1),
  lambdas: z
    .array(z.union([z.literal("auto"), z.number().positive()]))
    .min(1)
    .default(["auto"]),
  seeds: z.array(z.int().min(0)).min(1).default([1]),
  /** Split k holds out the rows that seed k draws. */
  splits: z.array(z.int().min(0)).min(1).default([1]),
  testFraction: z.number().gt(0).lt(1).default(0.25),
  gates: z.int().min(1).default(500),
  standardise: z.boolean().default(true),
  bias: z.boolean().default(true),
});

/** A sweep file as it is written (docs/sweeps.md). */
export type SweepRecord = z.input<typeof sweepSchema>;

/** A sweep with its tables at hand. */
export interface Sweep {
  readonly jobs: readonly Job[];
  /** Path of each table by its content hash. */
  readonly tables: ReadonlyMap<string, string>;
}

/**
 * Reads a sweep file and lists its jobs.
 * @returns the jobs, and where their tables are
 * @throws InputError when there is no such file; FormatError when it is not a sweep
 */
export async function readSweepFile(path: string): Promise<Sweep> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadableFile("file", path, error);
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new FormatError({ source: path, got: "text that is not JSON", expected: "a sweep" });
  }
  return expandSweep(raw, dirname(resolve(path)), path);
}

/**
 * All jobs of a sweep, in a fixed order.
 * @returns the jobs, and where their tables are
 * @throws FormatError for a record that is no sweep; InputError for a table that is missing
 */
export async function expandSweep(record: unknown, folder: string, name = "sweep"): Promise<Sweep> {
  const parsed = sweepSchema.safeParse(record);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new FormatError({
      source: name,
      got: `${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`,
      expected: "a sweep",
    });
  }
  const sweep = parsed.data;
  const { splits, seeds, testFraction, gates, standardise, bias } = sweep;
  const jobs: Job[] = [];
  const tables = new Map<string, string>();
  for (const { name: set, file, target } of sweep.sets) {
    const path = resolve(folder, file);
    const data = contentHash(await readTableBytes(path));
    tables.set(data, path);
    const common = { set, data, target, testFraction, gates, standardise, bias };
    for (const model of sweep.models) {
      for (const lambda of lambdasOf(model, sweep.lambdas, name)) {
        for (const seed of seeds) for (const split of splits) jobs.push({ ...common, model, lambda, seed, split });
      }
    }
  }
  return { jobs, tables };
}

/** @throws InputError, in one line, for a table that is missing */
export async function readTableBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadableFile("sets", path, error);
  });
}

function lambdasOf(model: JobModel, lambdas: readonly (number | "auto")[], name: string): readonly (number | "auto")[] {
  const fitting = lambdas.filter((lambda) =>
    lambda === "auto" ? model !== "algorithm-1" : modelsWithLambda.includes(model),
  );
  if (fitting.length > 0) return fitting;
  const expected = model === "algorithm-1" ? "numbers" : 'lambdas ["auto"]';
  throw new FormatError({ source: name, got: `lambdas without one for model ${model}`, expected });
}
