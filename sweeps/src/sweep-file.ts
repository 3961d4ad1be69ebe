import { readFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { unreadableFile } from "@halfspace/tables/node";
import { FormatError } from "halfspace";
import * as z from "zod";
import { type Job, type JobModel, jobModels, modelsWithLambda } from "./job.js";
import { type SetPlaces, type SetSource, setSourceSchema, setTable, wrongSource } from "./set-table.js";

const setSchema = z
  .strictObject({
    name: z.string().min(1),
    target: z.string().min(1),
    task: z.enum(["regression", "classification"]).optional(),
    ...setSourceSchema,
  })
  .superRefine((set: SetSource, context) => {
    const message = wrongSource(set);
    if (message !== undefined) context.addIssue({ code: "custom", message: `expected ${message}` });
  });

/** A sweep: sets × models × λ × seeds × splits. */
const sweepSchema = z.strictObject({
  format: z.literal("halfspace-sweep"),
  version: z.literal(1),
  sets: z.array(setSchema).min(1),
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
 * @param places where tables that are no files are kept (default: in a folder beside the sweep file), and the database of sets that say none
 * @returns the jobs, and where their tables are
 * @throws InputError when there is no such file; FormatError when it is not a sweep
 */
export async function readSweepFile(path: string, places: Partial<Omit<SetPlaces, "folder">> = {}): Promise<Sweep> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadableFile("file", path, error);
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new FormatError({ source: path, got: "text that is not JSON", expected: "a sweep" });
  }
  const folder = dirname(resolve(path));
  const kept = join(folder, basename(path, extname(path)), "tables");
  return expandSweep(raw, { kept, ...places, folder }, path);
}

/**
 * All jobs of a sweep, in a fixed order.
 * @returns the jobs, and where their tables are
 * @throws FormatError for a record that is no sweep; InputError for a table that is missing
 */
export async function expandSweep(record: unknown, places: SetPlaces, name = "sweep"): Promise<Sweep> {
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
  for (const { name: set, target, task, ...source } of sweep.sets) {
    const { data, path } = await setTable(source, places);
    tables.set(data, path);
    const common = { set, data, target, ...(task ? { task } : {}), testFraction, gates, standardise, bias };
    for (const model of sweep.models) {
      for (const lambda of lambdasOf(model, sweep.lambdas, name)) {
        for (const seed of seeds) for (const split of splits) jobs.push({ ...common, model, lambda, seed, split });
      }
    }
  }
  return { jobs, tables };
}

function lambdasOf(model: JobModel, lambdas: readonly (number | "auto")[], name: string): readonly (number | "auto")[] {
  const fitting = lambdas.filter((lambda) =>
    lambda === "auto" ? model !== "algorithm-1" : modelsWithLambda.includes(model),
  );
  if (fitting.length > 0) return fitting;
  const expected = model === "algorithm-1" ? "numbers" : 'lambdas ["auto"]';
  throw new FormatError({ source: name, got: `lambdas without one for model ${model}`, expected });
}
