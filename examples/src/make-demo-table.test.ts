import { readFileSync } from "node:fs";
import { describeColumns, selectTarget } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { describe, expect, test } from "vitest";
import { demoTableFile, makeDemoTable } from "./make-demo-table.js";

describe("the demo table", () => {
  test("is reproduced byte for byte by its generator", () => {
    expect(makeDemoTable()).toBe(readFileSync(demoTableFile, "utf8"));
  });

  test("depends on the seed", () => {
    expect(makeDemoTable(1, 5)).not.toBe(makeDemoTable(2, 5));
  });

  test("has numbers, text, missing cells and a tag that is no feature", async () => {
    const table = await readTableFile(demoTableFile);
    expect(table.rowCount).toBe(800);
    const types = Object.fromEntries(describeColumns(table).map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ pump: "identifier", fluid: "category", age_years: "numeric", power_kW: "numeric" });
    expect(describeColumns(table).filter(({ missingCount }) => missingCount > 0)).toHaveLength(6);
    expect(selectTarget(table, "power_kW").target.task).toBe("regression");
  });
});
