import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { drop, selectRows, toCsv } from "@halfspace/tables";
import { readTableFile, writeWhole } from "@halfspace/tables/node";
import { InputError, randomGenerator } from "halfspace";
import * as makers from "../made-tables/index.js";

/** A table of the study. */
export interface StudyTable {
  readonly name: string;
  readonly target: string;
  readonly task: "regression" | "classification";
  /** What its target depends on, in a few words; of real tables what is known of them. */
  readonly kind: string;
  readonly source: Drawn | DataFile;
}

interface Drawn {
  readonly maker: makers.TableMaker;
  readonly rows: number;
}

interface DataFile {
  /** Below the folder of data. */
  readonly file: string;
  /** Columns that are left out: other targets. */
  readonly drop?: readonly string[];
  readonly header?: boolean;
}

/** Ten tables of numbers and ten of classes. */
export const studyTables: readonly StudyTable[] = [
  {
    ...{ name: "energy-heating", target: "Y1", task: "regression", kind: "simulated, few distinct values" },
    source: { file: "raw/energy-efficiency.csv", drop: ["Y2"] },
  },
  {
    ...{ name: "energy-cooling", target: "Y2", task: "regression", kind: "simulated, few distinct values" },
    source: { file: "raw/energy-efficiency.csv", drop: ["Y1"] },
  },
  {
    ...{ name: "abalone", target: "column 9", task: "regression", kind: "noisy" },
    source: { file: "raw/abalone.data", header: false },
  },
  {
    ...{ name: "diamonds", target: "price", task: "regression", kind: "prices, skewed, text levels" },
    source: { file: "speed/diamonds.csv" },
  },
  drawn("smooth", "regression", "smooth", makers.smooth, 1200),
  drawn("sparse", "regression", "3 of 60 columns matter", makers.sparse, 1200),
  drawn("interactions", "regression", "products and corners", makers.manyRows, 1600),
  drawn("heavy-tails", "regression", "noise with heavy tails", makers.heavyTails, 1600),
  drawn("levels", "regression", "text levels", makers.levels, 2000),
  drawn("qualities", "regression", "more noise than signal", makers.qualities, 2000),
  {
    ...{ name: "vowel", target: "Class", task: "classification", kind: "smooth, 11 classes" },
    source: { file: "speed/vowel.csv" },
  },
  {
    ...{ name: "soybean", target: "Class", task: "classification", kind: "levels and missing cells, 19 classes" },
    source: { file: "speed/soybean.csv" },
  },
  {
    ...{ name: "vehicle", target: "label", task: "classification", kind: "correlated columns, 4 classes" },
    source: { file: "uci-extra/statlog-vehicle.csv" },
  },
  {
    ...{ name: "german-credit", target: "label", task: "classification", kind: "noisy, coded levels" },
    source: { file: "uci/statlog-german-credit.csv" },
  },
  {
    ...{ name: "bank", target: "y", task: "classification", kind: "rare class, text levels" },
    source: { file: "raw/bank.csv" },
  },
  {
    ...{ name: "satellite", target: "classes", task: "classification", kind: "smooth, 6 classes" },
    source: { file: "speed/satellite.csv" },
  },
  {
    ...{ name: "dna", target: "Class", task: "classification", kind: "sparse columns of 0 and 1, 3 classes" },
    source: { file: "speed/dna.csv" },
  },
  drawn("people", "classification", "noisy, text levels and steps", makers.people, 3000),
  drawn("patches", "classification", "skewed columns, 7 classes", makers.patches, 2000),
  drawn("small-mixture", "classification", "clusters, 3 of 4 no plane tells apart", makers.smallMixture, 900),
];

function drawn(
  name: string,
  task: StudyTable["task"],
  kind: string,
  maker: makers.TableMaker,
  rows: number,
): StudyTable {
  return { name, task, kind: `drawn: ${kind}`, target: maker(1).columnNames.at(-1) ?? "", source: { maker, rows } };
}

/** The seed of the rows that are taken of a larger table. */
const rowSeed = 2026;

/** Where the tables come from and go to. */
export interface StudyPlaces {
  /** The folder with raw, speed, uci and uci-extra. */
  readonly data: string;
  readonly folder: string;
  /** Of more rows so many are drawn. */
  readonly most: number;
}

/**
 * Writes each table as a CSV file, so that its jobs have one file by its content.
 * @returns the file of each table that is there, and the names of those whose file is missing
 * @throws InputError where no table is there, and for one that cannot be read
 */
export async function writeStudyTables(
  tables: readonly StudyTable[],
  { data, folder, most }: StudyPlaces,
): Promise<{ files: Map<string, string>; missing: string[] }> {
  await mkdir(folder, { recursive: true });
  const files = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, source } of tables) {
    const text =
      "maker" in source ? toCsv(source.maker(Math.min(source.rows, most))) : await textOfFile(source, data, most);
    if (text === undefined) {
      missing.push(name);
      continue;
    }
    const file = resolve(folder, `${name}.csv`);
    await writeWhole(file, text);
    files.set(name, file);
  }
  if (files.size > 0) return { files, missing };
  const got = `${data}, which holds none of the files of ${missing.join(", ")}`;
  const expected = "a folder with raw/, speed/, uci/ and uci-extra/";
  throw new InputError({ code: "unreadable-file", argument: "data", got, expected, hint: "See docs/tabular.md." });
}

async function textOfFile({ file, drop: left = [], header }: DataFile, data: string, most: number) {
  const path = join(data, file);
  if (!existsSync(path)) return undefined;
  const table = drop(await readTableFile(path, { header }), left);
  if (table.rowCount <= most) return toCsv(table);
  const kept = randomGenerator(rowSeed).permutation(table.rowCount).slice(0, most).sort();
  return toCsv(selectRows(table, kept));
}
