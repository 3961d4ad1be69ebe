import { InputError } from "halfspace";
import { describe, expect, test } from "vitest";
import { readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";

const rows = Array.from({ length: 12 }, (_, row) => [((row * 7) % 12) / 2, ((row * 5) % 11) / 3]);
const split = async (scaleOfTarget: number, scaleOfColumn = 1, second = "") => {
  const lines = rows.map(([a, b]) => `${a * scaleOfColumn},${b},${(a + 2 * b) * scaleOfTarget},${a - b}`);
  const table = await readTable(`a,b,y,z\n${lines.join("\n")}\n`);
  return splitTable(table, `y${second}`, { holdout: 0, seed: 1 });
};

describe("numbers whose scale cannot be divided out are an error by column and size", () => {
  test.each([1e-310, 1e-305, 1e302, 1e307])("a target of %d", async (scale) => {
    await expect(split(scale)).rejects.toThrow(InputError);
    await expect(split(scale)).rejects.toThrow(/"y" with numbers (as large as|no larger than) \d\.\d+e[+-]\d{3}/);
    await expect(split(1, 1, ",z").then(() => split(scale, 1, ",z"))).rejects.toThrow(/"y" with numbers/);
  });

  test.each([1e-310, 1e302, 1e307])("a column of %d", async (scale) => {
    await expect(split(1, scale)).rejects.toThrow(/"a" with numbers/);
  });

  test.each([1e-290, 1e-140, 1e-20, 1, 1e20, 1e140, 1e290])("sizes of %d are taken", async (scale) => {
    expect((await split(scale, scale)).train.targets).toHaveLength(12);
  });

  test("zeros are no small numbers, and a column that is left out may have any size", async () => {
    const table = await readTable(`a,b,y\n${rows.map(([a, b]) => `0,${a},${b}`).join("\n")}\n`);
    expect(splitTable(table, "y", { holdout: 0, seed: 1 }).record.encoding.columns).toHaveLength(1);
    const large = await readTable(`id,a,y\n${rows.map(([a, b], row) => `1e303${row},${a},${b}`).join("\n")}\n`).catch(
      (error) => error,
    );
    expect(large).toMatchObject({ name: "FormatError", message: expect.stringContaining('"id"') });
  });
});
