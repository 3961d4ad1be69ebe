// Tables in files and in databases
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  databaseAddress,
  readTableFile,
  readTableQuery,
  requireOtherFile,
  requireWritable,
  unreadableFile,
  withinMemory,
  writeWhole,
} from "@halfspace/tables/node";

const folder = mkdtempSync(join(tmpdir(), "halfspace-example-"));
writeFileSync(join(folder, "flats.csv"), "area;rent\n52,5;610\n71,0;790\n");
const table = await readTableFile(join(folder, "flats.csv"));
console.log(`${table.rowCount} rows, decimal mark ${table.decimal}`); // → 2 rows, decimal mark ,

// Written as a whole or not at all, where one may write, and never over the table.
const out = join(folder, "predictions.csv");
requireWritable(out);
requireOtherFile(out, { table: join(folder, "flats.csv") });
await writeWhole(out, "row,prediction\n1,600\n");
console.log((await readTableFile(out)).columnNames.join(" ")); // → row prediction

// The answer of a query, from DuckDB, SQLite or PostgreSQL by their own drivers.
const database = join(folder, "flats.duckdb");
const instance = await DuckDBInstance.create(database);
await (await instance.connect()).run("create table flats as select 52.5 as area, 610 as rent");
instance.closeSync();
console.log(databaseAddress(database).kind); // → duckdb
const answer = await readTableQuery({ sql: "select * from flats", database });
console.log(answer.columnNames.join(" ")); // → area rent

// Bytes from elsewhere, as long as the machine has memory; and an error of the file system as a sentence.
async function* bytes() {
  yield new TextEncoder().encode("a,b\n");
}
let length = 0;
for await (const chunk of withinMemory(bytes())) length += chunk.length;
console.log(length); // → 4
console.log(unreadableFile("table", "flats.csv", { code: "ENOENT", message: "" }).code); // → unreadable-file
