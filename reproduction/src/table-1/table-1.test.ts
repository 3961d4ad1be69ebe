import type { SplitScore } from "@halfspace/tables";
import { describe, expect, it } from "vitest";
import { reproductionPage } from "../page.js";
import type { TableJob } from "./columns.js";
import { publishedTable } from "./published-table.js";
import { tableOne, tableSets, tableSweep, tableTitle } from "./table-1.js";

const scored = (test: number): SplitScore => ({
  name: "a model",
  test,
  train: 1,
  testError: 0.5,
  trainError: 0.25,
  size: 10,
  certificate: { program: "gated-relu", relativeGap: 1e-7, coverage: "sampled" },
});

const families = [
  "neural-tangent",
  "relu-tangent",
  "gaussian",
  "reweighting",
  "q-family",
  "gated-relu",
  "generated-relu",
];

/** Two splits of every set; `auto` is 0.01 above the NTK, which is 0.8. */
const nested: TableJob[] = tableSets.flatMap((set) =>
  [1, 2].map((split) => ({
    job: { set, split, model: "auto", lambda: "auto" as const },
    result: {
      ...scored(0.81),
      trainRows: 90,
      testRows: 30,
      families: Object.fromEntries(families.map((family, k) => [family, scored(0.8 - 0.001 * k)])),
      smallestNetwork: split === 1 ? scored(0.79) : null,
    },
  })),
);

describe("Table 1", () => {
  it("holds the paper's figures: 26 and 14 of 33, both columns below the majority on 11", () => {
    expect(publishedTable).toHaveLength(33);
    expect(publishedTable.filter((row) => row.algorithmOne >= row.neuralTangent)).toHaveLength(26);
    expect(publishedTable.filter((row) => row.neuralTangent >= row.algorithmOne)).toHaveLength(14);
    expect(publishedTable.filter((row) => Math.max(row.neuralTangent, row.algorithmOne) < row.majority)).toHaveLength(
      11,
    );
  });

  it("nested: gains, ranks and the page", () => {
    const reproduced = tableOne("nested", nested);
    const [gain, chance, rank, behind] = reproduced.claims;
    expect(gain.measured).toMatch(/^\+0\.0100 ± 0\.0000$/);
    expect([gain, chance, rank, behind].map(({ holds }) => holds)).toEqual([true, true, true, true]);
    expect(rank.measured).toBe("auto 1.00, NTK 2.00, ReLU NTK 3.00");
    const page = reproductionPage(tableTitle("nested"), reproduced);
    expect(page).toContain("corrected set");
    expect(page).toContain("gap 1e-7 on its sampled gates");
    expect(page).toContain('<a href="./table-1.csv">');
    expect(reproduced.sheets?.[0].text.trim().split("\n")).toHaveLength(36);
  });

  it("paper: the best λ of each column on the test rows", () => {
    const paper: TableJob[] = ["blood", "pima"].flatMap((set) =>
      ["neural-tangent", "algorithm-1"].flatMap((model) =>
        [0.1, 1].map((lambda) => ({
          job: { set, split: 1, model, lambda },
          result: { ...scored(model === "algorithm-1" ? 0.7 + 0.01 * lambda : 0.75), trainRows: 3, testRows: 1 },
        })),
      ),
    );
    const { tables, claims } = tableOne("paper", paper);
    expect(tables[0].rows.map(([set, tangent, algorithm]) => [set, tangent, algorithm])).toEqual([
      ["blood", "75.0\u00a0±\u00a00.0", "71.0\u00a0±\u00a00.0"],
      ["pima", "75.0\u00a0±\u00a00.0", "71.0\u00a0±\u00a00.0"],
    ]);
    expect(claims).toHaveLength(1);
  });

  it("networks: two layers against the others", () => {
    const models = [
      "neural-tangent",
      "two-layers",
      "three-layers",
      "four-layers",
      "leaky-relu",
      "absolute-value",
      "threshold",
    ];
    expect(tableSweep("networks", new Map([["blood", { file: "b.csv" }]]), 1)).toMatchObject({ models });
    const jobs: TableJob[] = ["blood", "pima"].flatMap((set) =>
      [1, 2].flatMap((split) =>
        models.map((model, k) => ({
          job: { set, split, model, lambda: "auto" as const },
          result: { ...scored(0.8 + 0.01 * k), trainRows: 300, testRows: 100 },
        })),
      ),
    );
    const reproduced = tableOne("networks", jobs);
    expect(reproduced.claims.map(({ measured, holds }) => [measured, holds])).toEqual([
      ["at most 1.0e-7, 24 networks", true],
      ["+0.0300 ± 0.0000", false],
    ]);
    expect(reproduced.tables[0].rows[1].slice(0, 3)).toEqual(["three layers", "5.00", "82.0"]);
    expect(reproduced.tables[1].rows).toHaveLength(12);
    expect(reproductionPage(tableTitle("networks"), reproduced)).toContain("What a third layer gains");
  });

  it("its sweep is a sweep file", () => {
    const sweep = tableSweep("paper", new Map([["blood", { file: "/tables/blood.csv" }]]), 2);
    expect(sweep).toMatchObject({ splits: [1, 2], models: ["neural-tangent", "algorithm-1"], standardise: false });
  });
});
