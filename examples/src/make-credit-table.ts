/**
 * Makes a table of imaginary applicants for a credit and the limit (in euros) that a bank gave them. In truth the limit
 *
 *   4 · income · (1 − debt share) · (0.5 + 0.5 · min(years, 10)/10) · 0.8^late  +  noise of 900 euros · (1 + income/5000)
 *
 * never falls in the monthly income and the years in employment, and never rises in the share of the income that debts
 * take and in the number of late payments. The noise hides that in single rows, so that a free model may bend the wrong way.
 * Age and the purpose count for nothing.
 *
 * Run `node examples/dist/make-credit-table.js credit.csv` to write it, 1,000 rows by seed 1.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toCsv } from "@halfspace/tables";
import { type RandomGenerator, randomGenerator } from "halfspace";
import { between, pick } from "./draws.js";

const purposes = ["car", "furniture", "travel", "school"].map((name) => ({ name, share: 0.25 }));
const columnNames = ["income", "debt_share", "years_employed", "late_payments", "age", "purpose", "limit"];

/** The credit table as CSV text. Same seed and row count, same bytes. */
export function makeCreditTable(seed = 1, rowCount = 1000): string {
  const random = randomGenerator(seed);
  const rows = Array.from({ length: rowCount }, () => drawApplicant(random));
  return toCsv({ columnNames, columns: columnNames.map((_, column) => rows.map((cells) => cells[column])) });
}

function drawApplicant(random: RandomGenerator): (string | null)[] {
  const income = Math.round(1200 + 2500 * Math.abs(random.gaussian()));
  const debtShare = Math.round(100 * between(random, 0, 0.8)) / 100;
  const years = random.integer(31);
  const late = random.uniform() < 0.35 ? 1 + random.integer(4) : 0;
  let trust = 1;
  for (let k = 0; k < late; k++) trust *= 0.8;
  const fair = 4 * income * (1 - debtShare) * (0.5 + 0.05 * Math.min(years, 10)) * trust;
  const limit = Math.max(0, fair + 900 * (1 + income / 5000) * random.gaussian());
  const numbers = [String(income), debtShare.toFixed(2), String(years), String(late)];
  const known = random.uniform() < 0.05 ? null : numbers[2];
  const life = [String(18 + random.integer(63)), pick(random, purposes).name];
  return [numbers[0], numbers[1], known, numbers[3], ...life, String(Math.round(limit))];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(process.argv[2] ?? "credit.csv", makeCreditTable());
