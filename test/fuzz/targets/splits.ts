import {
  encode,
  learnEncoding,
  readTable,
  type SplitTableOptions,
  splitTable,
  toCsv,
  toJsonLines,
} from "@halfspace/tables";
import * as fc from "fast-check";
import { answerOf, isSame, kept, must, mustLeavePrototypes, type Target } from "../target.js";

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -9, max: 30 }).map(String) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom("oak", "pine", "Oak", "oak ", "", "NA", "?", "0", "1", "true", "no") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        "2024-02-29",
        "31.12.1999",
        "12:30",
        "1.234,5",
        "5 %",
        "$3",
        "1e308",
        "1e-320",
        "=1+1",
        "__proto__",
        "ä",
        "12345678901234567890",
      ],
    ),
  },
);
/** A column repeats few words, so that types, levels and classes come about. */
const column = (rows: number) =>
  fc
    .array(cell, { minLength: 1, maxLength: 7 })
    .chain((words) => fc.array(fc.constantFrom(...words), { minLength: rows, maxLength: rows }));
const name = fc.constantFrom("x", "y", "id", "target", "__proto__", "constructor", "a b", "3", "é", '"', "x");

interface Given {
  readonly names: readonly string[];
  readonly columns: readonly (readonly string[])[];
  readonly target: string | number;
  readonly options: SplitTableOptions;
}

const given: fc.Arbitrary<Given> = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, width]) =>
    fc.record({
      names: fc.array(name, { minLength: width, maxLength: width }),
      columns: fc.array(column(rows), { minLength: width, maxLength: width }),
      target: fc.oneof(name, fc.integer({ min: -1, max: 6 })),
      options: fc.record(
        {
          holdout: fc.constantFrom(0, 0.25, 0.5, 0.9),
          seed: fc.constantFrom(0, 1, 2 ** 31, 2 ** 53 - 1),
          task: fc.constantFrom("auto", "regression", "classification"),
          drop: fc.array(name, { maxLength: 2 }),
          keep: fc.array(name, { maxLength: 1 }),
          weights: name,
          splitBy: name,
        },
        { requiredKeys: ["holdout", "seed"] },
      ) as fc.Arbitrary<SplitTableOptions>,
    }),
  );

const quoted = (word: string) => `"${word.replaceAll('"', '""')}"`;

/** Odd columns from text to numbers: split, encoded, written again. */
export const splits: Target<Given> = {
  name: "splits",
  share: 2,
  input: given,
  async run({ names, columns, target, options }, call) {
    const lines = columns[0].map((_, row) => columns.map((cells) => quoted(cells[row])).join(","));
    const text = `${names.map(quoted).join(",")}\n${lines.join("\n")}\n`;
    const table = await answerOf(() => call(() => readTable(text, { header: true })));
    if (!table) return;
    const before = kept(table);
    const split = await answerOf(() => call(() => splitTable(table, target, options)));
    must(isSame(table, before), "splitting changed the table");
    const again = await answerOf(() => call(() => readTable(toCsv(table), { header: true })));
    if (again) must(again.rowCount === table.rowCount, "a table written as CSV has other rows");
    for (const line of call(() => toJsonLines(table))) JSON.parse(line);
    mustLeavePrototypes();
    if (!split) return;
    for (const part of [split.train, split.test]) {
      if (!part) continue;
      must(part.inputs.values.every(Number.isFinite), "an encoded cell is no number");
      const targets = (part.targets as unknown[]).flat();
      must(!targets.some((value) => typeof value === "number" && !Number.isFinite(value)), "a target is no number");
      must(part.sampleWeights?.every((weight) => weight >= 0) ?? true, "a negative weight");
    }
    const { encoding } = split.record;
    const encoded = await answerOf(() => call(() => encode(encoding, table)));
    must(encoded?.values.every(Number.isFinite) ?? true, "an encoded row is no number");
    await answerOf(() => call(() => learnEncoding(table, { target: encoding.target })));
  },
};
