/**
 * Makes a table of imaginary customers of a telephone company, of whom about a quarter leave within a quarter of a year.
 *
 * The chance to leave is 1/(1 + e^−s) for a score s that is the sum of
 *
 *   contract    +0.9 by the month, −1.0 for a year, −1.9 for two years
 *   tenure      −0.06 a month in the first 24 months, then nothing
 *   calls       +0.55 for each call to the hotline beyond the second
 *   use         +0.12 for each hour below 12 hours a month, and nothing above
 *   late        +0.35 for each late payment, but nothing for customers with a contract of two years
 *   price       +0.05 for each euro above 45, only where the contract ends within three months
 *   a constant  −1.5
 *
 * What the table does not tell anyone: age, region and the paper bill count for nothing, and the customer's number even less. The grade of
 * the last survey is missing more often for those who call often; where it is there it is 3 less half of the calls beyond the second, and noise.
 * A fifth of what decides is chance: no model can be right about every customer. `makeChurnTable` says how right the true chances are.
 *
 * Run `node examples/dist/make-churn-table.js churn.csv` to write it, 3,000 rows by seed 1.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toCsv } from "@halfspace/tables";
import { type RandomGenerator, randomGenerator } from "halfspace";
import { exponential } from "halfspace/numerics";
import { between, pick, positivePart } from "./draws.js";

const contracts = [
  { name: "monthly", score: 0.9, months: 1, share: 0.5 },
  { name: "one year", score: -1, months: 12, share: 0.28 },
  { name: "two years", score: -1.9, months: 24, share: 0.22 },
];
const regions = ["north", "east", "south", "west"].map((name) => ({ name, share: 0.25 }));
const columnNames = [
  ...["customer", "contract", "tenure_months", "months_to_renewal", "monthly_euro", "hotline_calls", "hours_a_month"],
  ...["late_payments", "survey_grade", "age", "region", "paper_bill", "leaves"],
];

/** A churn table with what its own chances would say. */
export interface ChurnTable {
  /** As CSV text. */
  readonly csv: string;
  /** The chance to leave of each row, by which `leaves` was drawn. */
  readonly chances: Float64Array;
}

/** The churn table. Same seed and row count, same bytes. */
export function makeChurnTable(seed = 1, rowCount = 3000): ChurnTable {
  const random = randomGenerator(seed);
  const rows = Array.from({ length: rowCount }, (_, row) => drawCustomer(random, row));
  const columns = columnNames.map((_, column) => rows.map(({ cells }) => cells[column]));
  return { csv: toCsv({ columnNames, columns }), chances: Float64Array.from(rows, ({ chance }) => chance) };
}

function drawCustomer(random: RandomGenerator, row: number) {
  const contract = pick(random, contracts);
  const tenure = Math.floor(between(random, 1, 73) * Math.sqrt(random.uniform()));
  const toRenewal = 1 + random.integer(contract.months);
  const euro = Math.round(10 * between(random, 15, 80)) / 10;
  const calls = Math.floor(6 * random.uniform() * random.uniform() + 3 * random.uniform() * random.uniform());
  const hours = Math.round(10 * Math.abs(18 + 9 * random.gaussian())) / 10;
  const late = random.uniform() < 0.25 ? 1 + random.integer(3) : 0;
  const score =
    contract.score -
    0.06 * Math.min(tenure, 24) +
    0.55 * positivePart(calls - 2) +
    0.12 * positivePart(12 - hours) +
    (contract.months === 24 ? 0 : 0.35 * late) +
    (toRenewal <= 3 ? 0.05 * positivePart(euro - 45) : 0) -
    1.5;
  const chance = 1 / (1 + exponential(-score));
  const grade = Math.min(5, Math.max(1, Math.round(3.5 - 0.5 * positivePart(calls - 2) + 0.9 * random.gaussian())));
  const silent = random.uniform() < 0.25 + 0.1 * positivePart(calls - 2);
  const life = [String(18 + random.integer(63)), pick(random, regions).name, random.uniform() < 0.4 ? "yes" : "no"];
  const use = [String(calls), hours.toFixed(1), String(late), silent ? null : String(grade)];
  const cells = [
    ...[`C-${String(row + 1).padStart(5, "0")}`, contract.name, String(tenure), String(toRenewal), euro.toFixed(1)],
    ...[...use, ...life, random.uniform() < chance ? "yes" : "no"],
  ];
  return { cells, chance };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(process.argv[2] ?? "churn.csv", makeChurnTable().csv);
