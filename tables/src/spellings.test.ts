import { expect, test } from "vitest";
import { encode } from "./encode.js";
import { readEncoding, readingFor } from "./encoding.js";
import { readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";
import { unfamiliarValues } from "./unfamiliar-values.js";

const rows = Array.from({ length: 24 }, (_, row) => {
  const wood = ["Oak", "oak", "pine", "red  fir", "red fir", "PINE"][row % 6];
  return `${row * 1.5},${wood},${["yes", "No", "Yes", "no"][row % 4]}`;
});
const text = `a,wood,ok\n${rows.join("\n")}\n`;
const whole = { holdout: 0, seed: 1 };

test("words that differ in case or blanks are said, and folded where it is asked", async () => {
  const { record, notes } = splitTable(await readTable(text), "ok", whole);
  expect(record.encoding.target).toMatchObject({ classes: ["No", "Yes", "no", "yes"] });
  expect(notes.join(" ")).toContain(
    'target "ok" has words that differ only in case or blanks: "yes" and "Yes", "No" and "no"',
  );
  expect(notes.join(" ")).toContain('Column "wood" has words that differ only in case or blanks: "Oak" and "oak"');
  const folded = splitTable(await readTable(text, { foldCase: true }), "ok", whole);
  expect(folded.record.encoding.target).toMatchObject({ classes: ["no", "yes"] });
  expect(folded.record.encoding.columns[1]).toMatchObject({ levels: ["oak", "pine", "red fir"] });
  expect(folded.notes).toEqual([]);
  const { encoding } = folded.record;
  const fresh = await readTable(
    "a,wood\n1,OAK\n2,RED   FIR\n",
    readingFor(readEncoding(JSON.parse(JSON.stringify(encoding)))),
  );
  expect(Array.from(encode(encoding, fresh).values)).toEqual([1, 1, 0, 0, 2, 0, 0, 1]);
});

test("truth in several spellings is truth", async () => {
  const truths = ["True", "true", "FALSE", "false"];
  const table = await readTable(`a,ok\n${rows.map((_, row) => `${row / 2},${truths[row % 4]}`).join("\n")}\n`, {
    foldCase: true,
  });
  expect(splitTable(table, "ok", whole).record.encoding.target).toMatchObject({ classes: [false, true] });
});

test("what training never saw is counted and said", async () => {
  const days = rows.map((_, row) => `2020-01-${String(row + 1).padStart(2, "0")}`);
  const training = `a,wood,day,y\n${rows.map((_, row) => `${row / 4},${row % 2 ? "oak" : "pine"},${days[row]},${row}`).join("\n")}\n`;
  const { encoding } = splitTable(await readTable(training), "y", whole).record;
  const said = async (table: string) => unfamiliarValues(encoding, await readTable(table, readingFor(encoding)));
  expect(await said("a,wood,day\n1,oak,2020-01-05\n2,pine,2020-01-02\n")).toEqual([]);
  expect(await said("a,wood,day\n1,OAK,2020-01-05\n2,elm,2020-01-02\n3,oak,2020-01-02\n")).toEqual([
    '2 of 3 values of "wood" were never seen in training ("OAK", "elm"). Some differ from known words in case only.',
  ]);
  expect(await said("a,wood,day\n,oak,2020-01-05\n1,,2020-01-02\n,oak,2020-01-02\n")).toEqual([
    '"a" is missing in 2 rows, in training never; the training median stands in.',
    '"wood" is missing in 1 row, in training never.',
  ]);
  expect(await said("a,wood,day\n-1,oak,2021-01-05\n99,pine,2020-01-02\n")).toEqual([
    '2 of 2 values of "a" lie outside what training saw (0 to 5.75); above 7.523 they are taken as that.',
    '1 of 2 values of "day" lie outside what training saw (2020-01-01 to 2020-01-24).',
  ]);
  expect(await said("a,wood,day\n,oak,2020-01-05\n")).toEqual([
    '"a" is missing in every row, in training never; the training median stands in.',
  ]);
});
