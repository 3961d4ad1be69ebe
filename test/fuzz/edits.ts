import * as fc from "fast-check";

/** Bytes, text and plain records that somebody damaged: a few edits of a whole one, so that failures shrink to the edit that matters. */

type ByteEdit =
  | { readonly kind: "set"; readonly at: number; readonly value: number }
  | { readonly kind: "flip"; readonly at: number; readonly value: number }
  | { readonly kind: "insert"; readonly at: number; readonly words: string }
  | { readonly kind: "remove"; readonly at: number; readonly length: number }
  | { readonly kind: "repeat"; readonly at: number; readonly length: number }
  | { readonly kind: "fill"; readonly at: number; readonly length: number }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "move"; readonly at: number; readonly length: number; readonly to: number };

/** What readers of text trip over. */
const oddWords = [
  ...[
    '"',
    '""',
    '","',
    ",",
    ";",
    "\t",
    "|",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\0",
    "\ufeff",
    "\u2028",
    "\u202e",
    "\ud800",
  ],
  ...[
    "NA",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1e-400",
    "-0",
    "0x1f",
    "1_000",
    "1,5",
    "1.234,5",
    "١٢",
    "½",
    "5 %",
  ],
  ...[
    "=1+1",
    "@x",
    "__proto__",
    "constructor",
    "toString",
    "{",
    "}",
    "[",
    "]",
    "[[[[",
    "null",
    "true",
    ":",
    "\\",
    "\\u",
  ],
  ...["2024-02-30", "31.12.1999", "10:61", "1e", "--", "😀", "é", "é", "9007199254740993", "99999999999999999999", "'"],
  ...["@data", "@attribute x {", "%", "#", "<!--", "&amp;", "]]>", "\u001b[2J", "a".repeat(300), "1".repeat(400)],
];

const at = fc.nat(2 ** 24);
const length = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 400 }));
const value = fc.nat(255);
const kind = <Kind extends ByteEdit["kind"]>(name: Kind) => fc.constant(name);
const byteEdit: fc.Arbitrary<ByteEdit> = fc.oneof(
  fc.record({ kind: kind("set"), at, value }),
  fc.record({ kind: kind("flip"), at, value }),
  fc.record({ kind: kind("insert"), at, words: fc.constantFrom(...oddWords) }),
  fc.record({ kind: kind("remove"), at, length }),
  fc.record({ kind: kind("repeat"), at, length }),
  fc.record({ kind: kind("fill"), at, length }),
  fc.record({ kind: kind("cut"), at }),
  fc.record({ kind: kind("move"), at, length, to: at }),
);

function editedBytes(bytes: Uint8Array, edit: ByteEdit): Uint8Array {
  if (bytes.length === 0) return bytes;
  const place = edit.at % bytes.length;
  const [before, behind] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (edit.kind === "cut") return before;
  if (edit.kind === "insert") return joined(before, new TextEncoder().encode(edit.words), behind);
  if (edit.kind === "set" || edit.kind === "flip") {
    const copy = bytes.slice();
    copy[place] = edit.kind === "set" ? edit.value : copy[place] ^ (1 << (edit.value % 8));
    return copy;
  }
  const part = behind.subarray(0, edit.length);
  if (edit.kind === "remove") return joined(before, behind.subarray(part.length));
  if (edit.kind === "repeat") return joined(before, part, part, part, behind.subarray(part.length));
  if (edit.kind === "fill") return joined(before, new Uint8Array(part.length).fill(0xff), behind.subarray(part.length));
  const rest = joined(before, behind.subarray(part.length));
  const to = edit.to % (rest.length + 1);
  return joined(rest.subarray(0, to), part, rest.subarray(to));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** One of the files, after up to five edits of its bytes. */
export const damagedBytes = (corpus: Readonly<Record<string, Uint8Array>>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.constantFrom(...Object.keys(corpus)), fc.array(byteEdit, { maxLength: 5 }))
    .map(([name, edits]) => edits.reduce(editedBytes, corpus[name]));

/** One of the texts, after up to five edits of its bytes. */
export const damagedText = (corpus: Readonly<Record<string, string>>): fc.Arbitrary<string> =>
  damagedBytes(
    Object.fromEntries(Object.entries(corpus).map(([name, text]) => [name, new TextEncoder().encode(text)])),
  ).map((bytes) => new TextDecoder().decode(bytes));

/** Plain data as JSON holds it. */
export type Plain = null | boolean | number | string | Plain[] | { [name: string]: Plain };

const deep = (depth: number): Plain => (depth === 0 ? 1 : [deep(depth - 1)]);

/** Numbers at the edges. */
export const oddNumbers: readonly number[] = [
  ...[0, -0, 1, -1, 2, 3, 0.5, 1.5, 1e-3, 7, 100, 1e6, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, 1e150, -1e154, 1e300, 1e308],
  ...[Number.MAX_VALUE, Number.MIN_VALUE, 1e-150, 1e-300, Number.EPSILON, 1e-17],
];

/** Values that a reader of records trips over. */
export const oddValues: readonly Plain[] = [
  ...oddNumbers,
  ...[null, true, false, "", "x", "NaN", "1", "constructor", "__proto__", "\u0000", "squared", "ntk", "a".repeat(2000)],
  ...[[], [[]], {}, [null], [1, 2, 3], [[1], [2]], { length: 1e9 }, { rows: 1e9, columns: 1e9, values: [] }, deep(40)],
];

interface RecordEdit {
  /** Which part at each level, counted around. */
  readonly steps: readonly number[];
  readonly kind: "replace" | "remove" | "repeat" | "pollute" | "scale" | "shorten" | "swap";
  readonly value: Plain;
}

const recordEdit: fc.Arbitrary<RecordEdit> = fc.record({
  steps: fc.array(fc.nat(200), { minLength: 1, maxLength: 7 }),
  kind: fc.constantFrom("replace", "replace", "remove", "repeat", "pollute", "scale", "shorten", "swap"),
  value: fc.constantFrom(...oddValues),
});

function editRecord(whole: Plain, { steps, kind, value }: RecordEdit): void {
  let parent = whole;
  let key: string | number | undefined;
  for (const step of steps) {
    const part = key === undefined ? parent : (parent as Record<string | number, Plain>)[key];
    if (part === null || typeof part !== "object") break;
    const keys = Object.keys(part);
    if (keys.length === 0) break;
    parent = part;
    key = Array.isArray(part) ? step % keys.length : keys[step % keys.length];
  }
  if (key !== undefined) editPart(parent as Record<string | number, Plain>, key, kind, value);
}

function editPart(
  parent: Record<string | number, Plain>,
  key: string | number,
  kind: RecordEdit["kind"],
  value: Plain,
): void {
  const part = parent[key];
  const isList = Array.isArray(parent);
  if (kind === "remove" && !isList) delete parent[key];
  else if (kind === "remove") (parent as unknown as Plain[]).splice(Number(key), 1);
  else if (kind === "repeat" && isList) (parent as unknown as Plain[]).splice(Number(key), 0, part);
  else if (kind === "shorten" && Array.isArray(part)) part.length = Math.floor(part.length / 2);
  else if (kind === "scale" && typeof part === "number")
    parent[key] = part * 1.0000001 + (Number.isInteger(part) ? 1 : 0);
  else if (kind === "swap" && isList)
    (parent as unknown as Plain[]).push((parent as unknown as Plain[]).shift() as Plain);
  else if (kind === "pollute" && !isList) {
    Object.defineProperty(parent, "__proto__", {
      value: { polluted: value },
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else parent[key] = structuredClone(value);
}

/** One of the records, after up to four edits of its parts. */
export const damagedRecord = (corpus: Readonly<Record<string, Plain>>): fc.Arbitrary<Plain> =>
  fc
    .tuple(fc.constantFrom(...Object.keys(corpus)), fc.array(recordEdit, { minLength: 1, maxLength: 4 }))
    .map(([name, edits]) => {
      const copy = structuredClone(corpus[name]);
      for (const edit of edits) editRecord(copy, edit);
      return copy;
    });
