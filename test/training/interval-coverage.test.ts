import { join } from "node:path";
import { type SplitTable, selectRows, splitTable, type Table } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { guaranteedCoverage, predictIntervals, predictSets, randomGenerator, type TrainResult, train } from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";

/**
 * Coverage of prediction intervals and sets at the level 0.9, λ chosen, on seeded splits of tables. None in every run, because a fit takes
 * seconds; HALFSPACE_PROBLEMS=50 takes 50 splits of each table.
 */
const splits = problemCount(0);
/** Milliseconds. */
const timeLimit = 60_000 + 180_000 * splits;

type Asked = Parameters<typeof splitTable>[2];
const data = join(sharedFolder ?? "", "data");
const classes = { task: "classification" } as const;
const tables: Record<
  string,
  { file: string; target: string | number; header?: false; rows?: number } & Partial<Asked>
> = {
  abalone: { file: "raw/abalone.data", target: 9, header: false },
  "energy Y1": { file: "raw/energy-efficiency.csv", target: "Y1", drop: ["Y2"] },
  "diamonds, 3,000 rows": { file: "speed/diamonds.csv", target: "price", rows: 3000 },
  vowel: { file: "speed/vowel.csv", target: "Class", ...classes },
  vehicle: { file: "uci-extra/statlog-vehicle.csv", target: "label", ...classes },
  bank: { file: "raw/bank.csv", target: "y", ...classes },
};

/** The share of test rows whose interval or set holds the truth. */
async function coverageOf(
  { train: learned, test }: Pick<SplitTable, "train" | "test">,
  seed: number,
  task: Partial<Asked>["task"] = "regression",
) {
  if (!test) throw new Error("expected test rows");
  // Classes may be called by numbers.
  const model = (await train({ ...learned, seed, intervals: 0.9, task } as never)) as TrainResult;
  expect(model.labels === null).toBe(task === "regression");
  const truth = test.targets as (string | number)[];
  if (model.labels) {
    const sets = predictSets(model, test.inputs);
    return sets.filter((set, row) => set.includes(truth[row])).length / sets.length;
  }
  const { lower, upper } = predictIntervals(model, test.inputs);
  return truth.filter((y, row) => lower[row] <= +y && +y <= upper[row]).length / truth.length;
}

/** Never under the bound beyond chance, and at least the level less 0.01. */
function expectCovered(shares: readonly number[], rows: number): void {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const found = Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0)) / shares.length;
  // With 100 rows put aside and as many asked, the coverage of one table spreads by 0.04.
  const spread = Math.max(found, 0.04 / Math.sqrt(shares.length));
  expect(mean).toBeGreaterThan(guaranteedCoverage(0.9, rows, 1) - 3 * spread);
  expect(mean).toBeGreaterThan(0.89 - 2 * spread);
}

describe.skipIf(splits === 0)("coverage at 0.9, λ chosen", () => {
  it.skipIf(!sharedFolder).each(Object.entries(tables))(
    `%s${sharedFolderNote}`,
    async (_, asked) => {
      const { file, target, header, rows, drop, task } = asked;
      const whole: Table = await readTableFile(join(data, file), header === undefined ? {} : { header });
      const shares: number[] = [];
      let count = 0;
      for (let seed = 1; seed <= splits; seed++) {
        const part = rows
          ? selectRows(
              whole,
              randomGenerator(500 + seed)
                .permutation(53_940)
                .slice(0, rows)
                .sort(),
            )
          : whole;
        const split = splitTable(part, target, {
          holdout: 0.25,
          seed,
          ...(drop ? { drop } : {}),
          ...(task ? { task } : {}),
        });
        count = split.train.targets.length;
        shares.push(await coverageOf(split, seed, task));
      }
      expectCovered(shares, count);
    },
    timeLimit,
  );

  it(
    "a generator whose noise differs from row to row",
    async () => {
      const shares: number[] = [];
      for (let seed = 1; seed <= splits; seed++) {
        const random = randomGenerator(1000 + seed);
        const part = (n: number) => {
          const inputs = Array.from({ length: n }, () => [random.uniform() * 4 - 2, random.gaussian()]);
          const noise = (a: number) => (0.1 + 0.4 * Math.abs(a)) * random.gaussian();
          const targets = inputs.map(([a, b]) => Math.max(0, a) + 0.5 * b + noise(a));
          const values = Float64Array.from(inputs.flat());
          return { inputs: { rows: n, columns: 2, values }, targets };
        };
        shares.push(await coverageOf({ train: part(600), test: part(1000) }, seed));
      }
      expectCovered(shares, 600);
    },
    timeLimit,
  );
});
