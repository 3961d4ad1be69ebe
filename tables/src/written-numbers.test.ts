import { InputError } from "halfspace";
import { describe, expect, test } from "vitest";
import { readingFor } from "./encoding.js";
import { readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";
import { selectTarget } from "./target.js";

const quoted = (cells: readonly string[]) => `x,other\n${cells.map((cell, row) => `"${cell}",${row}.5`).join("\n")}\n`;
const numbersIn = async (cells: readonly string[]) => {
  const table = await readTable(quoted(cells));
  return { numbers: table.columns[0].map(Number), notes: table.notes.join(" ") };
};

describe("numbers in the clothes people give them", () => {
  test.each<[string, string[], number[]]>([
    ["dollars", ["$95,000", "$120,000.50", "-$7", "$-7"], [95000, 120000.5, -7, -7]],
    ["euros behind", ["1.234,50 €", "99,00 €"], [1234.5, 99]],
    ["a currency's code", ["CHF 1'234.50", "CHF 12"], [1234.5, 12]],
    ["percent", ["23.8%", "30.0 %", "0.5%"], [23.8, 30, 0.5]],
    ["thousands", ["1,950", "2,200", "950"], [1950, 2200, 950]],
    ["lakhs", ["12,34,567", "1,234"], [1234567, 1234]],
    ["French", ["1\u202f234,56", "12\u00a0345,6", "7,1"], [1234.56, 12345.6, 7.1]],
    ["Swiss", ["1’234", "12'345'678", "5"], [1234, 12345678, 5]],
    ["German", ["1.234,5", "12.345.678,25"], [1234.5, 12345678.25]],
    ["a minus of typesetters", ["\u22125.5", "3.25", "\u22120.1"], [-5.5, 3.25, -0.1]],
    ["accountants", ["(1,234.50)", "12.00", "($3.00)".replace("$", "")], [-1234.5, 12, -3]],
    ["a minus behind", ["5.00-", "7.25"], [-5, 7.25]],
    ["units", ["5 kW", "12.5 kW", "7kW"], [5, 12.5, 7]],
    ["units with powers", ["12 m²", "3.5 m²"], [12, 3.5]],
    ["degrees", ["21.5 °C", "-3 °C"], [21.5, -3]],
    ["exponents", ["1.5e3 Pa", "2E-2 Pa"], [1500, 0.02]],
  ])("%s", async (_, cells, expected) => {
    const { numbers, notes } = await numbersIn(cells);
    expect(numbers).toEqual(expected);
    expect(notes).toMatch(/Column "x" was read as numbers|Decimal commas/);
  });

  test.each<[string, string[]]>([
    ["words with digits", ["pump-3", "pump-4", "pump-5"]],
    ["versions", ["1.2.3", "1.10.2"]],
    ["telephone numbers", ["030 123 456", "040 555 666"]],
    ["ranges", ["18-25", "26-40"]],
    ["ratios", ["1:2", "3:4"]],
    ["codes of one length with zeros", ["007 B", "012 B"]],
    ["several units", ["5 kg", "6 g"]],
  ])("text stays text: %s", async (_, cells) => {
    expect((await readTable(quoted(cells))).columns[0]).toEqual(cells);
  });

  test("the note shows a cell that is not plain", async () => {
    expect((await numbersIn(["0", "\u22125", "3"])).notes).toContain('"\u22125" is -5');
  });

  test("plain numbers are left as they are written", async () => {
    const cells = ["1.50", "+2", "3e2", ".5", "1.", "007.5"];
    const { columns, notes, readings } = await readTable(quoted(cells));
    expect(columns[0]).toEqual(cells);
    expect([notes, readings]).toEqual([[], undefined]);
  });

  test("what may be thousands or decimals is decided by the rest of the file, or by who asks", async () => {
    const semicolons = "a;b\n1,234;2,5\n5,678;3,75\n";
    expect((await readTable(semicolons)).columns[0]).toEqual(["1.234", "5.678"]);
    expect((await readTable("a;b\n1,234;2.5\n5,678;3.75\n")).columns[0]).toEqual(["1234", "5678"]);
    const open = "a;b\n1,234;x\n5,678;y\n";
    expect((await readTable(open)).notes.join()).toContain('"a" may be decimals or thousands');
    expect((await readTable(open, { decimal: "." })).columns[0]).toEqual(["1234", "5678"]);
    expect((await readTable(open, { decimal: "," })).columns[0]).toEqual(["1.234", "5.678"]);
  });

  test("a column is read as it was before, and another unit is not taken off", async () => {
    const { readings = [] } = await readTable(quoted(["5 kW", "6 kW"]));
    expect((await readTable(quoted(["8 kW", "9", "7 MW"]), { columns: [...readings] })).columns[0]).toEqual([
      "8",
      "9",
      "7 MW",
    ]);
    const asked = await readTable(quoted(["5 kW", "6 kW"]), { columns: [{ name: "x", type: "category" }] });
    expect(asked.columns[0]).toEqual(["5 kW", "6 kW"]);
  });
});

test("without names, a table that lacks just the target is read by the places of the others", async () => {
  const row = (x: string, level: string) => `${x},${x.length},"${level}","${x} kW"\n`;
  const lines = ["1.5", "2.25", "3", "4.5"].map((x, index) => row(x, index % 2 ? "5 kg" : "6 g"));
  const { encoding } = splitTable(await readTable(lines.join(""), { header: false }), 2, {
    holdout: 0,
    seed: 1,
  }).record;
  const fresh = await readTable('7,"5 kg","8 kW"\n9,"5 kg","2 kW"\n', readingFor(encoding));
  expect(fresh.columns).toEqual([
    ["7", "9"],
    ["5 kg", "5 kg"],
    ["8", "2"],
  ]);
});

describe("missing values among numbers", () => {
  test.each(["-", "None", "missing", "unknown", "#DIV/0!", "n.a.", "—", "NaN", "null", "#N/A", "?", "."])(
    "%s",
    async (word) => {
      const table = await readTable(`a,b\n1.5,u\n${word},v\n2.5,u\n`);
      expect(table.columns[0]).toEqual(["1.5", null, "2.5"]);
      expect(table.missingWords).toEqual([{ column: "a", word, count: 1 }]);
    },
  );

  test("words that mean nothing among words are levels", async () => {
    const table = await readTable("a,b\nnone,-\nbrick,+\nunknown,-\n");
    expect(table.columns).toEqual([
      ["none", "brick", "unknown"],
      ["-", "+", "-"],
    ]);
  });

  test("further markers, as words and as numbers", async () => {
    const table = await readTable("a,b\n-999,gone\n-999.0,x\n3,y\n", { missing: ["-999", "gone"] });
    expect(table.columns).toEqual([
      [null, null, "3"],
      [null, "x", "y"],
    ]);
    expect((await readTable('[{"a":-999},{"a":3}]', { missing: ["-999"] })).columns).toEqual([[null, 3]]);
  });

  test("NA may be a word", async () => {
    const text = "a,region\n1,NA\n2,EU\n3,\n4,NA\n";
    const kept = await readTable(text, { columns: [{ name: "region", keepNa: true }] });
    expect(kept.columns[1]).toEqual(["NA", "EU", null, "NA"]);
    expect(() => selectTarget({ ...kept, columnNames: ["a", "region"] }, "region")).not.toThrow();
    const lost = await readTable(text);
    expect(() => selectTarget(lost, "region")).toThrow(/"NA" was read as missing in 2 rows.*keep-na/);
  });
});

describe("a target of many texts", () => {
  const withTarget = async (cells: readonly string[]) =>
    readTable(`x,y\n${cells.map((cell, row) => `${row},${cell}`).join("\n")}`);

  test("is no classification unless it is asked for", async () => {
    const many = await withTarget(
      Array.from({ length: 404 }, (_, row) => `name ${String.fromCharCode(97 + (row % 26))}${row % 101}x`),
    );
    expect(() => selectTarget(many, "y")).toThrow(expect.objectContaining({ code: "too-many-classes" }));
    const rare = await withTarget(["a", "b", "c", "d", "e", "a", "b"]);
    expect(() => selectTarget(rare, "y")).toThrow(InputError);
    expect(selectTarget(rare, "y", { task: "classification" }).target).toMatchObject({ task: "classification" });
  });

  test("that looks like numbers in several notations is named with its first odd rows", async () => {
    const mixed = await withTarget(["5 kg", "6 kg", "7 g", "8 kg", "9 kg", "10", "11 kg"]);
    expect(() => selectTarget(mixed, "y")).toThrow(/"7 g" in row 3, "10" in row 6/);
  });
});
