import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.js";
import { array, number, object, text } from "../../schemas/schema.js";
import { type FileKind, isOfKind, recordOfText, textOfRecord } from "./record-file.js";
import { onFirstUse } from "./vocabulary-schema.js";

interface Pair {
  format: string;
  version: number;
  count: number;
  values: number[];
}

let made = 0;
const kind: FileKind<Pair> = {
  name: "pair file",
  holds: "a pair",
  format: "pair",
  versions: [1, 2],
  schema: onFirstUse(() => {
    made++;
    return object({ format: text(), version: number(), count: number(), values: array(number()) });
  }),
  sizes: ({ count, values }) => [["values", values.length === count]],
};
const record = { format: "pair", version: 2, count: 3, values: [0.1, -0, 5e-324] };

describe("a record as a file", () => {
  it("comes back bit for bit, but for the sign of zero, and its schema is made once, when the first text is read", () => {
    expect(made).toBe(0);
    const text = textOfRecord(record);
    expect(text).toBe('{\n"format": "pair",\n"version": 2,\n"count": 3,\n"values": [0.1,0,5e-324]\n}\n');
    expect(recordOfText(kind, text)).toEqual({ ...record, values: [0.1, 0, 5e-324] });
    expect(textOfRecord(recordOfText(kind, text))).toBe(text);
    expect(made).toBe(1);
  });

  it("is known by its format alone", () => {
    expect(isOfKind(kind, textOfRecord(record))).toBe(true);
    expect(isOfKind(kind, textOfRecord({ ...record, format: "pairs" }))).toBe(false);
    expect(isOfKind(kind, "")).toBe(false);
  });

  for (const [what, text, message] of [
    ["is cut short", textOfRecord(record).slice(0, -3), /^pair file: .*not JSON/],
    ["is of another kind", textOfRecord({ ...record, format: "pairs" }), /^pair file: .*not a pair/],
    ["is no record", "null", /^pair file: .*not a pair/],
    ["is of a later version", textOfRecord({ ...record, version: 3 }), /^pair file: .*version 3.*1 or 2/],
    ["lacks a part", JSON.stringify({ ...record, count: undefined }), /^pair file: .*count/],
    ["has parts that do not fit each other", textOfRecord({ ...record, count: 2 }), /^pair file: .*the size of values/],
  ] as const) {
    it(`is refused in one line where it ${what}`, () => {
      const read = () => recordOfText(kind, text);
      expect(read).toThrow(FormatError);
      expect(read).toThrow(message);
      expect(read).not.toThrow(/\n/);
    });
  }
});
