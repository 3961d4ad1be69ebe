import { FormatError } from "../../errors.js";
import { issueText, type Schema } from "../../schemas/schema.js";

/** What must hold between the sizes of a record's parts, by the name of the part. */
export type SizeCheck = readonly [part: string, fits: boolean];

/** A kind of file: what its text must be. */
export interface FileKind<Record> {
  /** What errors call it: "model file". */
  readonly name: string;
  /** What it holds, for errors too: "a halfspace model". */
  readonly holds: string;
  /** The value of "format", the first line of the file. */
  readonly format: string;
  /** Those that are read, ascending. */
  readonly versions: readonly number[];
  /** Called when the first file is read: making schemas would cost every start of the library. */
  schema(): Schema<Record>;
  /** The sizes of a record that has the shape of the schema. */
  sizes(record: Record): readonly SizeCheck[];
}

/** A record as JSON text: one line a part, keys in the record's order, numbers as JavaScript writes them. */
export function textOfRecord(record: object): string {
  const lines = Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Whether a text is meant to be a file of this kind. */
export function isOfKind({ format }: Pick<FileKind<never>, "format">, text: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"([^"]*)"/.exec(text)?.[1] === format;
}

/**
 * The record in a file's text.
 * @throws FormatError, in one line, when the text is damaged, of another kind or of a later version
 */
export function recordOfText<Record>(kind: FileKind<Record>, text: string): Record {
  const value = parsed(kind, text);
  const issue = kind.schema().issueOf(value);
  if (issue) throw damaged(kind, issueText(issue));
  const record = value as Record;
  requireSizes(kind.name, kind.sizes(record));
  return record;
}

/** @throws FormatError for the first part of a file whose size does not fit */
export function requireSizes(name: string, sizes: readonly SizeCheck[]): void {
  const wrong = sizes.find(([, fits]) => !fits);
  if (wrong) throw damaged({ name }, `the size of ${wrong[0]} does not fit the rest`);
}

/** JSON of the right kind and of a version that is known. */
function parsed(kind: Omit<FileKind<never>, "schema" | "sizes">, text: string): unknown {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw damaged(kind, "it is not JSON");
  }
  const { name, holds, versions } = kind;
  const { format, version } = (raw ?? {}) as { format?: unknown; version?: unknown };
  if (format !== kind.format)
    throw new FormatError({ source: name, got: `one that is not ${holds}`, expected: `"format": "${kind.format}"` });
  if (typeof version === "number" && version > versions[versions.length - 1]) {
    throw new FormatError({
      source: name,
      got: `version ${version}`,
      expected: `version ${versions.join(" or ")}`,
      hint: "A newer halfspace reads it.",
    });
  }
  return raw;
}

function damaged({ name }: Pick<FileKind<never>, "name">, what: string): FormatError {
  return new FormatError({ source: name, got: `a damaged one: ${what.replace(/\s+/g, " ")}` });
}
