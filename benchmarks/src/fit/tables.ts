import * as makers from "@halfspace/reproduction/made-tables";
import { InputError } from "halfspace";
import type { BenchmarkOptions } from "../benchmark.js";
import type { FitTable } from "./fit-table.js";

/**
 * What `bench fit` fits. The drawn tables have the shapes of tables that people have: of spam and wine, of mushrooms, image
 * patches, census answers and letters of the UCI repository. What is to reach holds on two cores.
 */
export const fitTables: readonly FitTable[] = [
  {
    ...{ name: "vowel", target: "Class", task: "classification", toReach: { seconds: 5 } },
    source: { file: "speed/vowel.csv" },
  },
  {
    ...{ name: "soybean", target: "Class", task: "classification", toReach: { seconds: 4 } },
    source: { file: "speed/soybean.csv" },
  },
  {
    ...{ name: "messages", target: "class", task: "classification", toReach: { seconds: 5 } },
    source: { maker: makers.messages, rows: 4600 },
  },
  {
    ...{ name: "qualities", target: "quality", task: "regression", toReach: { seconds: 3 } },
    source: { maker: makers.qualities, rows: 4898 },
  },
  {
    ...{ name: "mushrooms", target: "edible", task: "classification", toReach: { seconds: 10, score: 0.999 } },
    source: { maker: makers.mushrooms, rows: 8124 },
  },
  {
    ...{ name: "patches", target: "ground", task: "classification", toReach: { seconds: 8, score: 0.96 } },
    source: { maker: makers.patches, rows: 2310 },
  },
  {
    ...{ name: "satellite", target: "classes", task: "classification", toReach: { seconds: 25 } },
    source: { file: "speed/satellite.csv" },
  },
  {
    ...{ name: "dna", target: "Class", task: "classification", toReach: { seconds: 15 } },
    source: { file: "speed/dna.csv" },
  },
  {
    ...{ name: "diamonds", target: "price", task: "regression", toReach: { seconds: 60, score: 0.979 } },
    source: { file: "speed/diamonds.csv" },
  },
  {
    ...{ name: "people", target: "income", task: "classification", toReach: { seconds: 60 } },
    source: { maker: makers.people, rows: 32561 },
  },
  {
    ...{ name: "letters", target: "letter", task: "classification", toReach: { seconds: 120 } },
    source: { maker: makers.letters, rows: 20000 },
  },
  {
    ...{ name: "sixty-words", target: "kind", task: "classification", toReach: { seconds: 10, score: 0.92 } },
    source: { maker: makers.sixtyWords, rows: 2400 },
  },
  {
    ...{ name: "many-rows", target: "y", task: "regression", toReach: { seconds: 21 } },
    ...{ source: { maker: makers.manyRows, rows: 400_000 }, flags: ["--time-limit", "20"] },
  },
  {
    ...{ name: "few-rows", target: "yield", task: "regression", toReach: { seconds: 1.5 } },
    source: { maker: makers.fewRows, rows: 800 },
  },
  {
    ...{ name: "small-mixture", target: "state", task: "classification", toReach: { seconds: 1.5 } },
    source: { maker: makers.smallMixture, rows: 900 },
  },
  {
    ...{ name: "energy", target: "Y1", task: "regression", toReach: { seconds: 1.5 } },
    source: { file: "raw/energy-efficiency.csv", drop: ["Y2"] },
  },
  {
    ...{ name: "credit", target: "column 16", task: "classification", toReach: { seconds: 1.5 } },
    source: { file: "raw/crx.data", header: false },
  },
  {
    ...{ name: "horse-colic", target: "column 24", task: "classification" },
    source: { file: "raw/horse-colic.data", header: false },
  },
  { name: "bank", target: "y", task: "classification", source: { file: "raw/bank.csv" } },
  {
    ...{ name: "abalone", target: "column 9", task: "regression" },
    source: { file: "raw/abalone.data", header: false },
  },
];

/** Enough for every class of every drawn table to occur. */
const tinyRows = 120;
/** A table of each kind: numbers and classes. */
const tinyNames = ["few-rows", "small-mixture"];

/** @returns how many rows of a table a run may have at most; undefined for all */
export const mostRows = ({ tiny }: BenchmarkOptions): number | undefined => (tiny ? tinyRows : undefined);

/**
 * @returns the tables that were asked for by name; without names all of them, in a tiny run one of each kind
 * @throws InputError ("unknown-value") for a name that no table has
 */
export function chosenTables({ tiny, only }: BenchmarkOptions): readonly FitTable[] {
  const names = fitTables.map(({ name }) => name);
  const chosen = only ?? (tiny ? tinyNames : names);
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const expected = `one of ${names.join(", ")}`;
    throw new InputError({ code: "unknown-value", argument: "--only", got: unknown, expected });
  }
  return fitTables.filter(({ name }) => chosen.includes(name));
}
