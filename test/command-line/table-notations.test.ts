import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const quick = ["--lambda", "0.01", "--gates", "100"];

/** Sixty rows of y = 3·fee + other, with the fee written in some way. */
function feeTable(write: (fee: number, row: number) => string, name = "fee"): string {
  const lines = Array.from({ length: 60 }, (_, row) => {
    const fee = ((row * 37) % 53) * 100 + 12.5;
    return `"${write(fee, row)}",${row % 7},${(3 * fee) / 100 + (row % 7)}`;
  });
  return `${name},other,y\n${lines.join("\n")}\n`;
}

async function learn(table: string, ...words: string[]) {
  folder.write("table.csv", table);
  const { code, stdout, stderr } = await folder.inShell("fit", "table.csv", ...words, ...quick);
  return { code, stdout, stderr, r2: Number(/^R² +\S+ +(\S+)/m.exec(stdout)?.[1]) };
}

describe("a column written in some dress is learned from as the plain one", () => {
  const inGerman = (fee: number) =>
    `${Math.floor(fee / 1000) > 0 ? `${Math.floor(fee / 1000)}.` : ""}${String((fee % 1000).toFixed(2)).padStart(fee < 1000 ? 1 : 6, "0")}`.replace(
      /\.(\d\d)$/,
      ",$1",
    );
  it.each<[string, (fee: number, row: number) => string]>([
    ["dollars", (fee) => `$${fee.toLocaleString("en-US")}`],
    ["percent", (fee) => `${fee} %`],
    ["German euros", (fee) => `${inGerman(fee)} €`],
    ["missing as a dash", (fee, row) => (row % 20 === 3 ? "-" : String(fee))],
    ["missing as NaN", (fee, row) => (row % 20 === 3 ? "NaN" : String(fee))],
  ])("%s", async (_, write) => {
    const { code, r2 } = await learn(feeTable(write), "--target", "y");
    expect(code).toBe(0);
    expect(r2).toBeGreaterThan(0.8);
  });

  it("predict and verify read it the same way, and another unit is an error by name", async () => {
    const table = feeTable((fee) => `${fee} kW`);
    expect((await learn(table, "--target", "y")).stdout).toMatch(
      /note: Column "fee" was read as numbers, "kW" taken off/,
    );
    expect((await folder.inShell("verify", "model.json", "table.csv")).stdout).toMatch(/^Verified/);
    const whole = await folder.inShell("predict", "model.json", "table.csv", "--json");
    folder.write("plain.csv", table.replaceAll(" kW", ""));
    const plain = await folder.inShell("predict", "model.json", "plain.csv", "--json");
    expect(JSON.parse(plain.stdout).predictions).toEqual(JSON.parse(whole.stdout).predictions);
    folder.write("other.csv", table.replaceAll(" kW", " MW"));
    const other = await folder.inShell("predict", "model.json", "other.csv");
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('MW" in column "fee", row 1') });
  });

  it("--missing, --keep-na, --type and --decimal overrule what is found", async () => {
    const codes = feeTable((fee, row) => (row % 6 === 1 ? "-999" : String(fee)));
    expect((await learn(codes, "--target", "y")).stdout).toMatch(/-999 in \d+ rows stands apart/);
    expect((await learn(codes, "--target", "y", "--missing", "-999,gone")).r2).toBeGreaterThan(0.5);
    const regions = `a,region\n${Array.from({ length: 40 }, (_, row) => `${(row * 7) % 13},${row % 2 ? "NA" : "EU"}`).join("\n")}\n`;
    expect((await learn(regions, "--target", "region")).stderr).toMatch(/"NA" was read as missing in 20 rows/);
    expect((await learn(regions, "--target", "region", "--keep-na", "region")).stdout).toContain("classification");
    const levels = feeTable((_, row) => `${row % 3} kW`);
    expect((await learn(levels, "--target", "y", "--type", "fee=category")).stdout).toContain("4 encoded columns");
    const open = feeTable((fee) => `1,${String(fee * 10).slice(0, 3)}`)
      .replaceAll(",", ";")
      .replace(/"1;/g, '"1,');
    expect((await learn(open, "--target", "y", "--decimal", ",")).stdout).toContain("Decimal commas were read");
    expect((await learn(open, "--target", "y", "--type", "fees=number")).stderr).toMatch(/--type: got "fees"/);
    expect((await learn(open, "--target", "y", "--keep-na", "fees")).stderr).toMatch(/--keep-na: got "fees"/);
    expect((await learn(open, "--target", "y", "--type", "fee=money")).stderr).toMatch(/--type.*COLUMN=number/);
  });
});

describe("dates and columns that count", () => {
  const dated = `date,id,b,y\n${Array.from({ length: 80 }, (_, row) => {
    const week = (row * 31) % 80;
    const day = new Date(Date.UTC(2020, 0, 1 + 7 * week)).toISOString().slice(0, 10).split("-").reverse().join(".");
    return `${day},${1000 + week},${row % 5},${2 * week + (row % 5)}`;
  }).join("\n")}\n`;

  it("are learned from, split by and verified", async () => {
    const { stdout, r2 } = await learn(dated, "--target", "y");
    expect(stdout).toMatch(/note: Column "date" holds dates \(day first\), read as days since 2020-01-/);
    expect(stdout).toMatch(/note: Column "id" was left out: .*keep id/);
    expect(r2).toBeGreaterThan(0.99);
    expect((await folder.inShell("verify", "model.json", "table.csv")).stdout).toMatch(/^Verified/);
    expect((await learn(dated, "--target", "y", "--split-by", "date")).code).toBe(0);
    expect((await folder.inShell("verify", "model.json", "table.csv")).stdout).toMatch(/^Verified/);
    const kept = await learn(dated, "--target", "y", "--keep", "id", "--drop", "date");
    expect(kept.stdout).toContain("2 encoded columns");
    const inspected = await folder.inShell("inspect", "model.json");
    expect(inspected.stdout).toContain("id (numeric)");
  });
});

describe("words", () => {
  it("predict says what training never saw; --fold-case makes spellings one", async () => {
    const woods = (spell: (wood: string, row: number) => string) =>
      `a,wood,y\n${Array.from({ length: 40 }, (_, row) => `${(row * 7) % 11},${spell(row % 2 ? "oak" : "pine", row)},${((row * 7) % 11) + 5 * (row % 2)}`).join("\n")}\n`;
    expect(
      (
        await learn(
          woods((wood) => wood),
          "--target",
          "y",
        )
      ).code,
    ).toBe(0);
    folder.write("upper.csv", "a,wood\n4,PINE\n,OAK\n99,oak\n");
    const told = await folder.inShell("predict", "model.json", "upper.csv");
    expect(told.stdout).toContain('note: 2 of 3 values of "wood" were never seen in training ("PINE", "OAK")');
    expect(told.stdout).toContain('note: "a" is missing in 1 row, in training never');
    expect(told.stdout).toContain('note: 1 of 2 values of "a" lie outside');
    const listed = await folder.inShell("predict", "model.json", "upper.csv", "--json");
    expect(JSON.parse(listed.stdout).notes).toHaveLength(3);
    const mixed = woods((wood, row) => (row % 3 ? wood : wood.toUpperCase()));
    expect((await learn(mixed, "--target", "y")).stdout).toContain("words that differ only in case or blanks");
    expect((await learn(mixed, "--target", "y", "--fold-case")).stdout).toContain("3 encoded columns");
    const folded = await folder.inShell("predict", "model.json", "upper.csv");
    expect(folded.stdout).not.toContain("never seen");
    const exported = await folder.inShell("export", "model.json", "--format", "js");
    expect(exported.code).toBe(0);
  });
});

describe("where tables come from", () => {
  it("standard input and gzip, in fit, verify and predict", async () => {
    const lines = Array.from({ length: 30 }, (_, row) => `${(row * 7) % 11},${((row * 7) % 11) * 2 + (row % 3)}`);
    const packed = gzipSync(`a,y\n${lines.join("\n")}\n`);
    writeFileSync(folder.path("packed.csv.gz"), packed);
    const main = join(import.meta.dirname, "..", "..", "command-line", "dist", "main.js");
    const piped = (...words: string[]) =>
      spawnSync(process.execPath, [main, ...words], { cwd: folder.path("."), input: packed, encoding: "utf8" });
    expect(piped("fit", "-", "--target", "y", "--gates", "20", "--lambda", "0.1", "--json").status).toBe(0);
    expect(piped("verify", "model.json", "-").stdout).toMatch(/^Verified/);
    expect((await folder.inShell("verify", "model.json", "packed.csv.gz")).stdout).toMatch(/^Verified/);
    expect(piped("predict", "model.json", "-").stdout).toContain("for 30 rows");
  });
});

describe("rows in the order of time", () => {
  it("--split-by orders the folds too, with the model chosen by itself or by families", async () => {
    const day = (row: number) =>
      new Date(Date.UTC(2022, 0, 1) + 86_400_000 * ((row * 37) % 80)).toISOString().slice(0, 10);
    const lines = Array.from(
      { length: 80 },
      (_, row) => `${day(row)},${(row * 13) % 17},${((row * 37) % 80) + ((row * 13) % 17)}`,
    );
    folder.write("table.csv", `date,a,y\n${lines.join("\n")}\n`);
    const words = ["--target", "y", "--split-by", "date", "--gates", "30", "--json"];
    const fitted = JSON.parse((await folder.inShell("fit", "table.csv", ...words)).stdout);
    expect(fitted.crossValidation).toMatchObject({ way: "folds", folds: 5 });
    expect(fitted.notes.join()).toContain('Rows were split by "date"');
    const verified = await folder.inShell("verify", "model.json", "table.csv", "--json");
    expect(JSON.parse(verified.stdout)).toMatchObject({ verified: true, notes: [] });
    const auto = await folder.inShell(
      "fit",
      "table.csv",
      "--target",
      "y",
      "--split-by",
      "date",
      "--model",
      "auto",
      "--json",
    );
    expect(JSON.parse(auto.stdout).notes.join()).toContain('Rows were split by "date"');
  }, 120_000);
});

describe.skipIf(!sharedFolder)(`tables that were misread${sharedFolderNote}`, () => {
  const path = (name: string) => join(sharedFolder ?? "", "data", "cases", name);
  it.each(["tiny", "huge", "sum"])("20-huge-and-tiny-targets/%s.csv is fitted, or an error by size", async (name) => {
    const table = path(`20-huge-and-tiny-targets/${name}.csv`);
    const fitted = await folder.inShell("fit", table, "--target", "y", "--lambda", "0.01", "--json");
    if (name === "sum") {
      expect(fitted).toMatchObject({ code: 2, stderr: expect.stringMatching(/"y" with numbers .*e[+-]\d{3}/) });
      return;
    }
    expect(fitted.code).toBe(0);
    const { train } = JSON.parse(fitted.stdout);
    expect(train.r2).toBeGreaterThan(0.99);
    expect(train.rmse / (name === "tiny" ? 1e-169 : 1e161)).toBeGreaterThan(1e-4);
    expect((await folder.inShell("verify", "model.json", table)).stdout).toMatch(/^Verified/);
  });

  it("a nested column is dropped", async () => {
    for (const ending of ["json", "parquet"]) {
      const table = path(`08-nested-column-cannot-be-dropped/nested.${ending}`);
      const fitted = await folder.inShell(
        "fit",
        table,
        "--target",
        "y",
        "--drop",
        "tags",
        "--lambda",
        "0.01",
        "--json",
      );
      expect(JSON.parse(fitted.stdout)).toMatchObject({ featureCount: ending === "json" ? 2 : 1 });
      const whole = await folder.inShell("fit", table, "--target", "y");
      expect(whole).toMatchObject({ code: 2, stderr: expect.stringMatching(/"tags".*\(drop\)/) });
      expect((await folder.inShell("predict", "model.json", table)).code).toBe(0);
    }
  });

  it.each<[string, string, number]>([
    ["03-formatted-numbers-as-classes/currency.csv", "price", 0.85],
    ["03-formatted-numbers-as-classes/thousands.csv", "price", 0.85],
    ["03-formatted-numbers-as-classes/percent.csv", "share", 0.85],
    ["04-formatted-numbers-left-out/currency.csv", "y", 0.999],
    ["04-formatted-numbers-left-out/percent.csv", "y", 0.999],
    ["12-a-dash-makes-a-column-text/dash.csv", "y", 0.87],
    ["12-a-dash-makes-a-column-text/missing.csv", "y", 0.87],
    ["05-numbers-or-NA-as-column-names/years.csv", "2021", 0.83],
    ["13-lines-before-and-after-the-table/sep.csv", "y", 0.99],
    ["13-lines-before-and-after-the-table/comment.csv", "y", 0.99],
    ["06-dates-left-out/series.csv", "price", 0.999],
    ["06-dates-left-out/series2.csv", "y", 0.999],
    ["17-zip-codes-are-quantities/zip.csv", "y", 0.999],
    ["22-a-counting-column-is-refused/line.csv", "y", 0.999],
    ["22-a-counting-column-is-refused/short.csv", "y", 0.999],
    ["22-a-counting-column-is-refused/years.csv", "y", 0.999],
  ])("%s", async (name, target, least) => {
    const fitted = await folder.inShell("fit", path(name), "--target", target, "--lambda", "0.01", "--json");
    expect(JSON.parse(fitted.stdout).test.r2).toBeGreaterThan(least);
  });
});
