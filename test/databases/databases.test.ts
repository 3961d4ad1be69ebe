import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { splitTable } from "@halfspace/tables";
import { readTableFile, readTableQuery } from "@halfspace/tables/node";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../command-line/halfspace.js";
import { type OwnPostgres, startPostgres } from "./postgres.js";

const password = "s3cret/with:odd@letters";
const columns = ["account", "price", "area", "district", "sold", "note"];
/** Long integers, decimals, words, dates, and a value missing here and there. */
const rows = Array.from({ length: 60 }, (_, row) => {
  const area = 40 + ((row * 37) % 90) + 0.25;
  const price = (1000 * area + 5000 * (row % 3) + 0.5).toFixed(2);
  const sold = `20${18 + (row % 5)}-${String(1 + (row % 12)).padStart(2, "0")}-${String(1 + (row % 28)).padStart(2, "0")}`;
  const account = `90071992547409${row % 7 === 0 ? "93" : "95"}`;
  return [account, price, row === 4 ? null : String(area), ["north", "south", "it's"][row % 3], sold, null];
});
const csv = [columns, ...rows].map((cells) => cells.map((cell) => cell ?? "").join(",")).join("\n");
const literal = (cell: string | null) => (cell === null ? "null" : `'${cell.replaceAll("'", "''")}'`);
const insert = `insert into houses values ${rows.map((cells) => `(${cells.map(literal).join(", ")})`).join(", ")}`;
const types = (real: string) =>
  `create table houses (account bigint, price numeric(12, 2), area ${real}, district text, sold date, note text)`;
const typed =
  "select true as yes, cast(null as integer) as absent, cast(0.1 as numeric(3, 2)) as decimal, 1 as n, 2 as n";

let folder = "";
let postgres: OwnPostgres;
const database = { sqlite: "", duckdb: "", postgres: "" };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-databases-"));
  database.sqlite = join(folder, "houses.sqlite");
  const file = new Sqlite(database.sqlite);
  file.exec(types("real"));
  file.exec(insert);
  file.close();
  database.duckdb = join(folder, "houses.duckdb");
  const instance = await DuckDBInstance.create(database.duckdb);
  const connection = await instance.connect();
  await connection.run(types("double"));
  await connection.run(insert);
  connection.closeSync();
  instance.closeSync();
  postgres = await startPostgres(password);
  await postgres.run(types("double precision"));
  await postgres.run(insert);
  database.postgres = postgres.url;
  process.env.PGPASSWORD = password;
});

afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const query = (kind: keyof typeof database, sql: string) => readTableQuery({ sql, database: database[kind] });
const kinds = ["sqlite", "duckdb", "postgres"] as const;

describe.each(kinds)("a table in %s", (kind) => {
  test("is the table that a CSV file gives, bit for bit", async () => {
    const ofFile = await readTableFile(await written("houses.csv", csv));
    const split = (table: typeof ofFile) => splitTable(table, "price", { holdout: 0.25, seed: 1 });
    const [asked, expected] = [split(await query(kind, "select * from houses;")), split(ofFile)];
    expect(asked.record.encoding.columns).toEqual(expected.record.encoding.columns);
    expect(asked.train).toEqual(expected.train);
    expect(asked.test).toEqual(expected.test);
    expect((await query(kind, "select account from houses limit 1")).columns[0]).toEqual(["9007199254740993"]);
  });

  test("types are kept, also of columns that share a name", async () => {
    const { columnNames, columns: cells } = await query(kind, typed);
    expect(columnNames).toEqual(["yes", "absent", "decimal", "n", "n (2)"]);
    expect(cells.map(([cell]) => (cell === null || typeof cell === "boolean" ? cell : Number(cell)))).toEqual(
      // SQLite has no booleans.
      [kind === "sqlite" ? 1 : true, null, 0.1, 1, 2],
    );
  });

  test("more rows than a cursor gives at once", async () => {
    const counted = {
      sqlite: "with recursive c(n) as (select 1 union all select n + 1 from c where n < 25000) select n from c",
      duckdb: "select unnest(range(1, 25001)) as n",
      postgres: "select generate_series(1, 25000) as n",
    };
    const { columns: cells, rowCount } = await query(kind, counted[kind]);
    expect(rowCount).toBe(25_000);
    expect(cells[0].reduce<number>((sum, cell) => sum + Number(cell), 0)).toBe((25_000 * 25_001) / 2);
  });

  test.each([
    ["select nothing from houses", /nothing/],
    ["delete from houses", /./],
    ["select * from houses where price < 0", /no rows of data/],
  ])("%s is refused in one line", async (sql, message) => {
    const error = await query(kind, sql).catch((failure: Error) => failure);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toMatch(/\n|s3cret/);
    expect((await query(kind, "select count(*) as n from houses")).columns[0].map(Number)).toEqual([60]);
  });
});

async function written(name: string, content: string): Promise<string> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe("the command line", () => {
  const files = temporaryFolder();
  const sql = "select * from houses";

  test.each(kinds)("fit, verify and predict from %s; no password is told", async (kind) => {
    const from = ["--sql", sql, "--database", database[kind]];
    const model = files.path(`${kind}.json`);
    const report = files.path(`${kind}.html`);
    const drawn = kind === "postgres" ? ["--report", report] : [];
    const words = ["--target", "price", "--gates", "10", "--lambda", "0.1", "--out", model, ...drawn];
    const outcomes = [
      await files.halfspace("fit", ...from, ...words),
      await files.halfspace("verify", model, ...from),
      await files.halfspace("predict", model, ...from, "--out", files.path(`${kind}.csv`)),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(files.read(`${kind}.csv`).trim().split("\n")).toHaveLength(61);
    const told = [...outcomes.flatMap(({ stdout, stderr }) => [stdout, stderr]), readFileSync(model, "utf8")];
    if (kind === "postgres") told.push(readFileSync(report, "utf8"));
    expect(told.join()).not.toContain("s3cret");
    expect(outcomes[0].stdout).toContain(`verify ${model} --sql 'select * from houses' --database`);
  });

  test("sweep from databases gives what it gives from a file", async () => {
    const common = { target: "area", name: "houses" };
    const plain = "select account, price, area, district, sold from houses";
    const swept = async (set: object, ...words: string[]) => {
      const out = files.path("swept");
      rmSync(out, { recursive: true, force: true });
      const sweep = { format: "halfspace-sweep", version: 1, sets: [{ ...common, ...set }] };
      files.write("sweep.json", JSON.stringify({ ...sweep, models: ["neural-tangent"], lambdas: [0.5] }));
      const outcome = await files.halfspace(
        "sweep",
        files.path("sweep.json"),
        "--out",
        out,
        "--threads",
        "1",
        ...words,
      );
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      const written = readFileSync(join(out, "journal.jsonl"), "utf8");
      expect(written).not.toContain("s3cret");
      return JSON.parse(written).result;
    };
    const expected = await swept({ file: await written("houses.csv", csv) });
    for (const kind of kinds) expect(await swept({ sql: plain, database: database[kind] })).toEqual(expected);
    expect(await swept({ sql: plain }, "--database", database.postgres)).toEqual(expected);
  });

  test.each<[object, string[], RegExp]>([
    [{ sql: "select 1 as a" }, [], /--database: got none for a set with sql; expected postgres:/],
    [{ sql: "select 1 as a", file: "a.csv" }, [], /sets.0: expected file or sql, one of the two/],
    [{}, [], /sets.0: expected file or sql/],
    [{ sql: "select 1 as a", sheet: "2" }, [], /sets.0: expected sheet with a file/],
    [{ file: "a.csv", database: "b.sqlite" }, [], /sets.0: expected database with sql/],
    [{ sql: "select nothing", database: "absent.sqlite" }, [], /absent.sqlite, where there is no file/],
  ])("a sweep of %j is one clear line", async (set, words, message) => {
    const sweep = {
      format: "halfspace-sweep",
      version: 1,
      sets: [{ name: "s", target: "a", ...set }],
      models: ["gaussian"],
    };
    files.write("wrong.json", JSON.stringify(sweep));
    const { code, stderr } = await files.halfspace("sweep", files.path("wrong.json"), ...words);
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim()).not.toContain("\n");
  });

  test("reproduce takes its tables from a database", async () => {
    const path = join(folder, "sets.sqlite");
    const file = new Sqlite(path);
    const cells = Array.from(
      { length: 40 },
      (_, row) => `(${(row * 7) % 11}, ${row % 5}, ${Number((row * 7) % 11 > 4)})`,
    );
    file.exec(`create table blood (f1 real, f2 real, label integer); insert into blood values ${cells.join(", ")}`);
    file.close();
    const words = ["reproduce", "table-1", "--protocol", "paper", "--sets", "blood", "--seeds", "1"];
    const out = files.path("reproduced");
    const outcome = await files.halfspace(...words, "--database", path, "--out", out);
    // Whether the claims hold is another question.
    expect([0, 1]).toContain(outcome.code);
    expect(outcome.stderr).toMatch(/[1-9]\d* jobs/);
    const both = await files.halfspace(...words, "--database", path, "--data", folder);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringMatching(/--database: got it with --data/) });
    const bare = await files.halfspace(...words, "--database", path, "--sql", "select * from blood");
    expect(bare).toMatchObject({ code: 2, stderr: expect.stringMatching(/--sql: got a query without \{set\}/) });
    const alone = await files.halfspace(...words, "--sql", "select * from {set}");
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringMatching(/--sql: got it without --database/) });
  });

  test.each<[string[], RegExp]>([
    [["--sql", sql], /--database: got none; expected postgres:/],
    [["houses.csv", "--sql", sql, "--database", "a.duckdb"], /--sql: got it with the table houses.csv/],
    [["houses.csv", "--database", "a.duckdb"], /--database: got it without --sql/],
    [[], /table: got none; expected a file/],
    [["--sql", sql, "--database", "absent.sqlite"], /absent.sqlite, where there is no file/],
    [["--sql", sql, "--database", "mysql://ann:s3cret@host/x"], /an address that cannot be read/],
    [["--sql", sql, "--database", "postgres://ann:wr0ng@127.0.0.1:1/x"], /postgres:\/\/127.0.0.1:1\/x: .*ECONNREFUSED/],
  ])("%j is one clear line", async (words, message) => {
    const { code, stderr } = await files.halfspace("fit", "--target", "price", ...words);
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim()).not.toMatch(/\n|s3cret|wr0ng/);
  });

  test("a wrong password is refused, and told to nobody; an address may stand in the environment", async () => {
    const url = (secret: string) => postgres.url.replace("ann@", `ann:${encodeURIComponent(secret)}@`);
    const wrong = await files.halfspace("fit", "--target", "price", "--sql", sql, "--database", url("wr0ng"));
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/password authentication failed/);
    expect(wrong.stderr).not.toContain("wr0ng");
    process.env.HALFSPACE_DATABASE = url(password);
    const right = await files.halfspace("fit", "--target", "price", "--gates", "10", "--lambda", "0.1", "--sql", sql);
    delete process.env.HALFSPACE_DATABASE;
    expect(right.code).toBe(0);
    expect(right.stdout).not.toContain("s3cret");
  });
});
