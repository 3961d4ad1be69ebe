import type { ColumnReading } from "@halfspace/tables";
import type { Remote } from "comlink";
import * as fc from "fast-check";
import { models } from "../../../studio/src/models/index.js";
import { parseFormula } from "../../../studio/src/problems/formula.js";
import { readLink } from "../../../studio/src/problems/link.js";
import type { Problem } from "../../../studio/src/problems/problem.js";
import type { TableSettings, TableWork } from "../../../studio/src/tables/table-worker.js";
import type { Training } from "../../../studio/src/worker/training-worker.js";
import { offered, proxy } from "../channel.js";
import { tableFiles } from "../corpus.js";
import { damagedBytes, damagedText } from "../edits.js";
import { must, mustLeavePrototypes, type Target } from "../target.js";

interface Given {
  readonly action: "link" | "formula" | "run" | "take" | "table";
  readonly link: string;
  readonly formula: string;
  readonly problem: Problem;
  readonly model: string;
  readonly settings: {
    readonly lambdaFraction: number;
    readonly seed: number;
    readonly tolerance: number;
    readonly neurons: number;
  };
  readonly bytes: Uint8Array;
  readonly target: string;
  readonly position: number;
  readonly readings: ColumnReading[];
  readonly asked: Omit<TableSettings, "target">;
}

const place = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 1, -1, 0.5));
const problem: fc.Arbitrary<Problem> = fc
  .tuple(fc.constantFrom("curve" as const, "plane" as const), fc.integer({ min: 2, max: 7 }))
  .chain(([kind, count]) => {
    const width = kind === "curve" ? 1 : 2;
    return fc.record({
      kind: fc.constant(kind),
      inputs: fc
        .array(place, { minLength: width * count, maxLength: width * count })
        .map((list) => Float64Array.from(list)),
      targets: fc
        .oneof(fc.array(place, { minLength: count, maxLength: count }), fc.constant(Array(count).fill(0)))
        .map((list) => Float64Array.from(list)),
    });
  });
const links = {
  table: "#problem=table&seed=3&place=0.5&model=relu",
  plane: "#kind=plane&inputs=0 0 1 0.5&targets=0 1&seed=1",
  curve: "kind=curve&inputs=0 0.5 1&targets=0 1 0&place=1e-3",
};
const formulas = {
  wave: "sin(3x) + x^2/2",
  steps: "max(0, abs(x) - 0.3) * sign(x1)",
  long: "1 + 2 * (3 - 4) ^ 2 / pi - e",
};
// Descent models run for as long as a person watches them.
const quick = models.filter(({ proves }) => proves).map(({ id }) => id);

const input: fc.Arbitrary<Given> = fc.record({
  action: fc.constantFrom("link", "link", "formula", "formula", "run", "take", "table"),
  link: damagedText(links),
  formula: damagedText(formulas),
  problem,
  model: fc.constantFrom(...quick, "nobody"),
  settings: fc.record({
    lambdaFraction: fc.constantFrom(0.5, 0.1, 1e-3, 1),
    seed: fc.constantFrom(1, 2, 999_999),
    tolerance: fc.constantFrom(1e-2, 1e-4),
    neurons: fc.constantFrom(1, 5),
  }),
  bytes: damagedBytes(tableFiles),
  target: fc.constantFrom("target", "x", "price", "nobody", "3"),
  position: fc.constantFrom(0, 1, -1, 1e9, 0.5),
  readings: fc.array(
    fc.record({
      name: fc.constantFrom("x", "y", "target", "nobody"),
      type: fc.constantFrom<ColumnReading["type"]>("number", "category", "date", "day-first"),
    }),
    { maxLength: 1 },
  ),
  asked: fc.record({
    drop: fc.constantFrom<string[]>([], ["x"], ["nobody"]),
    task: fc.constantFrom<TableSettings["task"]>("auto", "regression", "classification"),
    model: fc.constantFrom<TableSettings["model"]>("gated-relu", "relu", "mkl", "ntk", "gaussian"),
    gates: fc.constantFrom(1, 5),
    seed: fc.constantFrom(0, 1),
    intervals: fc.constantFrom(false, false, true),
    timeLimit: fc.constantFrom(undefined, 0.5),
    balanced: fc.boolean(),
  }),
});

/** The worker that a module offers when it is loaded. */
async function workerOf<Work>(load: () => Promise<unknown>): Promise<Remote<Work>> {
  await load();
  return offered.at(-1) as Remote<Work>;
}

const unwatched = proxy(() => {});

let work: Promise<[Remote<Training>, Remote<TableWork>]> | undefined;
const workers = () => {
  work ??= (async () => [
    await workerOf<Training>(() => import("../../../studio/src/worker/training-worker.js")),
    await workerOf<TableWork>(() => import("../../../studio/src/tables/table-worker.js")),
  ])() as NonNullable<typeof work>;
  return work;
};

/** Links, formulas and messages of the studio: each is answered, or refused with a sentence for a person. */
export const studio: Target<Given> = {
  name: "studio",
  share: 1,
  input,
  async run({ action, link, formula, problem: rows, model, settings, bytes, target, position, ...ofTable }, call) {
    if (action === "link") {
      const { problem: shared, seed, place: at } = call(() => readLink(link));
      for (const number of [seed, at, ...(shared?.inputs ?? []), ...(shared?.targets ?? [])]) {
        must(number === undefined || Number.isFinite(number), "a link gives what is no number");
      }
    }
    if (action === "formula")
      await sentenceOf(() => call(() => parseFormula(formula, ["x", "x1"])({ x: 0.5, x1: -1 })));
    if (action === "run" || action === "take") {
      const [training] = await workers();
      await training.setProblem(rows);
      if (action === "run") {
        const run = await sentenceOf(() => call(() => training.run(1, model, settings as never)));
        if (run) {
          const { outcome } = run;
          must(
            outcome.surface.every(Number.isFinite) && outcome.fitted.every(Number.isFinite),
            "a picture of what is no number",
          );
          must(!outcome.certificate || outcome.certificate.relativeGap >= 0, "a negative gap");
        }
      } else await sentenceOf<unknown>(() => call(() => training.take(model, settings as never, "onnx")));
    }
    if (action === "table") {
      const [, table] = await workers();
      const { readings, asked } = ofTable;
      if (await sentenceOf(() => call(() => table.read(bytes, readings, [])))) {
        const found = await sentenceOf(() => call(() => table.train({ ...asked, target }, unwatched)));
        if (found) await sentenceOf(() => call(() => table.row(String(position))));
      }
    }
    mustLeavePrototypes();
  },
};

/** What is thrown is shown on the page: a sentence of halfspace's own, not the engine's. */
async function sentenceOf<Result>(ask: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = error as Error;
    must(!["TypeError", "RangeError", "ReferenceError", "SyntaxError"].includes(name), `${name}: ${message}`);
    must(!/undefined|not a function|Cannot read/.test(message), `said to a person: ${message}`);
    return undefined;
  }
}
