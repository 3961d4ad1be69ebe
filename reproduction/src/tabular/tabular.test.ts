import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reproductionPage } from "../page.js";
import { studyTables, writeStudyTables } from "./study-tables.js";
import { type TabularStudy, tabularStudy, tabularSweep, tabularTitle } from "./tabular.js";
import { methodsOf, type TabularJob } from "./tabular-columns.js";

const tables = studyTables.filter(({ name }) => ["smooth", "levels", "people"].includes(name));
const methods = methodsOf(["linear", "forest"]);
const study: TabularStudy = { tables, methods, splits: 2, mostRows: 100, missing: ["xgboost"] };

const scores: Record<string, number> = {
  ...{ "fit-auto": 0.9, fit: 0.85, "peer-linear": 0.6, "peer-forest": 0.8 },
  ...{ "peer-linear-tuned": 0.6, "peer-forest-tuned": 0.8 },
};

/** As scored above, but that trees are ahead of auto on the text levels, by 0.05. */
const jobs: TabularJob[] = tables.flatMap(({ name, task }) =>
  [1, 2].flatMap((split) =>
    methods.map(({ model }) => {
      const score = name === "levels" && model.startsWith("peer-forest") ? 0.95 : scores[model];
      const one = { name: model, test: score, train: 1, testError: 0.5, trainError: 0, size: 1, certificate: null };
      const r2 = task === "regression" ? score : null;
      return {
        job: { set: name, split, model },
        result: { ...one, r2, logLoss: r2 === null ? 0.3 : null, seconds: split, trainRows: 75, testRows: 25 },
      };
    }),
  ),
);

describe("auto beside what a person would try", () => {
  const reproduced = tabularStudy(jobs, study);

  it("ranks the defaults, tests auto against each, and says where trees win", () => {
    const [rank, ...pairs] = reproduced.claims;
    expect(rank.measured).toBe("auto 1.33, fit 2.33, forest 2.33, linear 4.00");
    expect(pairs).toHaveLength(5);
    expect(pairs.every(({ holds }) => holds)).toBe(true);
    const trees = reproduced.tables.find(({ title }) => title.startsWith("The best of the trees"));
    expect(trees?.rows[0]).toEqual(["levels", "drawn: text levels", "forest", "+0.0500"]);
    expect(reproduced.pictures.map(({ name }) => name)).toEqual(["tabular-defaults", "tabular-tuned"]);
    expect(reproductionPage(tabularTitle, reproduced)).toContain("Missing: xgboost");
  });

  it("shows R², accuracy, log loss and seconds, each table once", () => {
    const rows = (start: string) => reproduced.tables.find(({ title }) => title.startsWith(start))?.rows;
    expect(rows("R²")).toHaveLength(2);
    expect(rows("Accuracy")?.[0].slice(0, 2)).toEqual(["people", "0.9000"]);
    expect(rows("Log loss")?.[0].slice(0, 2)).toEqual(["people", "0.3000"]);
    expect(rows("Processor seconds")?.[0].slice(0, 3)).toEqual(["smooth", 100, "1.5"]);
  });

  it("auto that is behind on every table fails its claim", () => {
    const six = ["smooth", "sparse", "levels", "people", "bank", "dna"];
    const behind = six.flatMap((set, at) =>
      ["fit-auto", "fit"].map((model) => {
        const test = model === "fit" ? 0.8 : 0.7 - 0.01 * at;
        const one = { name: model, test, r2: test, train: 1, testError: 0, trainError: 0, size: 1, certificate: null };
        return { job: { set, split: 1, model }, result: { ...one, trainRows: 3, testRows: 1 } };
      }),
    );
    const asked = { ...study, tables: studyTables, methods: methods.slice(0, 2) };
    const { claims } = tabularStudy(behind, asked);
    expect(claims.map(({ holds }) => holds)).toEqual([false, false]);
  });
});

describe("the tables of the study", () => {
  it("are ten of numbers and ten of classes, with names of their own", () => {
    expect(studyTables.filter(({ task }) => task === "regression")).toHaveLength(10);
    expect(studyTables.filter(({ task }) => task === "classification")).toHaveLength(10);
    expect(new Set(studyTables.map(({ name }) => name)).size).toBe(20);
  });

  it("are written once and for all; a missing file is said, and nothing at all is refused", async () => {
    const folder = mkdtempSync(join(tmpdir(), "halfspace-tables-"));
    try {
      const places = { data: join(folder, "nothing"), folder: join(folder, "tables"), most: 30 };
      const { files, missing } = await writeStudyTables(studyTables, places);
      expect([...files.keys()]).toContain("levels");
      expect(missing).toContain("abalone");
      const text = readFileSync(files.get("smooth") ?? "", "utf8");
      expect(text.trim().split("\n")).toHaveLength(31);
      const { sets, splits } = tabularSweep(study, files);
      expect(sets.map(({ name, task }) => [name, task])).toEqual([
        ["smooth", "regression"],
        ["levels", "regression"],
        ["people", "classification"],
      ]);
      expect(splits).toEqual([1, 2]);
      const real = studyTables.filter(({ name }) => name === "abalone");
      await expect(writeStudyTables(real, places)).rejects.toThrow(/holds none of the files of abalone/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
