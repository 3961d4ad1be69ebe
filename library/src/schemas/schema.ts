/**
 * Schemas of plain data, as it comes out of files and options: one statement gives the check, the message and the type. A value is checked and
 * handed back as it is. Does not do: values that are filled in or changed on the way, checks between parts, anything but JSON.
 */

/** The first thing that is wrong with a value. */
export interface Issue {
  /** Where, from the top of the value: names of parts and places in lists. */
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly got: string;
  /** The part that nobody asked for, where that is what is wrong. */
  readonly unknownPart?: string;
}

/** What a value must be. */
export class Schema<Value> {
  /** The type that is checked for; there is no such field. */
  declare readonly value: Value;

  /** @param issueOf the first thing that is wrong with a value; undefined where nothing is */
  constructor(readonly issueOf: (value: unknown) => Issue | undefined) {}

  /** Whether nothing is wrong with the value. */
  admits(value: unknown): value is Value {
    return this.issueOf(value) === undefined;
  }
}

/** A part that may be left out. */
export class OptionalSchema<Value> extends Schema<Value | undefined> {
  readonly isOptional = true;
}

/** A record with these parts and no others. */
export class ObjectSchema<Parts extends SchemaParts> extends Schema<ObjectOf<Parts>> {
  constructor(readonly parts: Parts) {
    super((value) => issueOfObject(parts, value));
  }
}

/** The parts of a record, each with its schema. */
export type SchemaParts = { readonly [name: string]: Schema<unknown> };

/** The type that a schema checks for. */
export type ValueOf<S extends Schema<unknown>> = S["value"];

type ObjectOf<Parts extends SchemaParts> = Flat<
  { [Name in keyof Parts as Parts[Name] extends OptionalSchema<unknown> ? never : Name]: ValueOf<Parts[Name]> } & {
    [Name in keyof Parts as Parts[Name] extends OptionalSchema<unknown> ? Name : never]?: ValueOf<Parts[Name]>;
  }
>;
type Flat<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** Limits of a number; those that are left out do not bind. */
export interface Limits {
  readonly least?: number;
  readonly most?: number;
  readonly above?: number;
  readonly below?: number;
}

/**
 * An issue as text: where, what was expected and what was got.
 * @returns a clause without a full stop
 */
export const issueText = ({ path, expected, got }: Issue): string =>
  `${path.length > 0 ? `${path.join(".")}: ` : ""}expected ${expected}, got ${got}`;

const wrong = (expected: string, value: unknown): Issue => ({ path: [], expected, got: shown(value) });

const within = (part: string | number, { path, ...rest }: Issue): Issue => ({ ...rest, path: [part, ...path] });

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string")
    return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : JSON.stringify(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "a record" : String(value);
}

function simple<Value>(expected: string, admits: (value: unknown) => boolean): Schema<Value> {
  return new Schema((value) => (admits(value) ? undefined : wrong(expected, value)));
}

/**
 * A finite number.
 * @returns the schema of a number within the limits
 */
export function number(limits: Limits = {}): Schema<number> {
  return limited("a number", Number.isFinite, limits);
}

/**
 * A whole number that doubles hold exactly.
 * @returns the schema of a whole number within the limits
 */
export function integer(limits: Limits = {}): Schema<number> {
  return limited("a whole number", Number.isSafeInteger, limits);
}

function limited(kind: string, isOfKind: (value: unknown) => boolean, limits: Limits): Schema<number> {
  const { least = -Infinity, most = Infinity, above = -Infinity, below = Infinity } = limits;
  const words = [
    ...(least > -Infinity ? [`of at least ${least}`] : []),
    ...(most < Infinity ? [`of at most ${most}`] : []),
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(below < Infinity ? [`below ${below}`] : []),
  ];
  const expected = [kind, words.join(" and ")].join(" ").trim();
  return simple(expected, (value) => {
    const x = value as number;
    return (
      isOfKind(value) &&
      x >= least &&
      x <= most &&
      (above === -Infinity || x > above) &&
      (below === Infinity || x < below)
    );
  });
}

/**
 * Text of any length.
 * @returns the schema of text
 */
export const text = (): Schema<string> => simple("text", (value) => typeof value === "string");

/**
 * True or false, as JSON has them.
 * @returns the schema of the two
 */
export const boolean = (): Schema<boolean> => simple("true or false", (value) => typeof value === "boolean");

/**
 * Null, as JSON says that there is nothing.
 * @returns the schema of null
 */
export const nothing = (): Schema<null> => simple("null", (value) => value === null);

/**
 * Anything, also nothing at all.
 * @returns a schema that admits every value
 */
export const anything = (): OptionalSchema<unknown> => new OptionalSchema(() => undefined);

/**
 * One of these words or numbers.
 * @returns the schema of these values
 */
export function oneOf<const Values extends readonly (string | number | boolean)[]>(
  ...values: Values
): Schema<Values[number]> {
  return simple(values.map((value) => JSON.stringify(value)).join(" or "), (value) => values.includes(value as never));
}

/**
 * What fits one of the schemas.
 * @returns a schema that admits what one of them admits
 */
export function union<const Schemas extends readonly Schema<unknown>[]>(
  ...schemas: Schemas
): Schema<ValueOf<Schemas[number]>> {
  return new Schema((value) => {
    const issues = schemas.map((schema) => schema.issueOf(value));
    if (issues.includes(undefined)) return undefined;
    // The one that was meant went the furthest.
    const deepest = issues.reduce((best, issue) => (issue!.path.length > best!.path.length ? issue : best))!;
    if (deepest.path.length > 0) return deepest;
    return wrong(issues.map((issue) => issue!.expected).join(" or "), value);
  });
}

/**
 * A list of at least so many values.
 * @returns the schema of the list
 */
export function array<Value>(item: Schema<Value>, least = 0): Schema<Value[]> {
  const expected = least > 0 ? `a list of at least ${least}` : "a list";
  return new Schema((value) => {
    if (!Array.isArray(value) || value.length < least) return wrong(expected, value);
    for (let k = 0; k < value.length; k++) {
      const issue = item.issueOf(value[k]);
      if (issue) return within(k, issue);
    }
    return undefined;
  });
}

/**
 * Two values in a list.
 * @returns the schema of a list of two
 */
export function pair<First, Second>(first: Schema<First>, second: Schema<Second>): Schema<[First, Second]> {
  return new Schema((value) => {
    if (!Array.isArray(value) || value.length !== 2) return wrong("a list of two", value);
    const issues = [first.issueOf(value[0]), second.issueOf(value[1])];
    const at = issues.findIndex((issue) => issue !== undefined);
    return at < 0 ? undefined : within(at, issues[at]!);
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A record of values under names that are not known before.
 * @returns the schema of the record
 */
export function dictionary<Value>(item: Schema<Value>): Schema<Record<string, Value>> {
  return new Schema((value) => {
    if (!isRecord(value)) return wrong("a record", value);
    for (const [name, entry] of Object.entries(value)) {
      const issue = item.issueOf(entry);
      if (issue) return within(name, issue);
    }
    return undefined;
  });
}

/**
 * A record with these parts and no others.
 * @returns the schema of the record, which knows its parts
 */
export const object = <Parts extends SchemaParts>(parts: Parts): ObjectSchema<Parts> => new ObjectSchema(parts);

/** A record with these parts; others are not looked at. */
export const recordWith = <Parts extends SchemaParts>(parts: Parts): Schema<ObjectOf<Parts>> =>
  new Schema((value) => (isRecord(value) ? issueOfParts(parts, value) : wrong("a record", value)));

function issueOfParts(parts: SchemaParts, value: Record<string, unknown>): Issue | undefined {
  for (const [name, schema] of Object.entries(parts)) {
    const issue = schema.issueOf(Object.hasOwn(value, name) ? value[name] : undefined);
    if (issue) return within(name, issue);
  }
  return undefined;
}

function issueOfObject(parts: SchemaParts, value: unknown): Issue | undefined {
  if (!isRecord(value)) return wrong("a record", value);
  const issue = issueOfParts(parts, value);
  if (issue) return issue;
  const unknownPart = Object.keys(value).find((name) => !Object.hasOwn(parts, name));
  if (unknownPart === undefined) return undefined;
  return { path: [], expected: `no part but ${Object.keys(parts).join(", ")}`, got: unknownPart, unknownPart };
}

/**
 * Records of several kinds, told apart by the word under one name.
 * @returns a schema that asks the one of the kind
 */
export function byKind<const Name extends string, const Kinds extends readonly ObjectSchema<SchemaParts>[]>(
  name: Name,
  kinds: Kinds,
): Schema<ValueOf<Kinds[number]>> {
  return new Schema((value) => {
    if (!isRecord(value)) return wrong("a record", value);
    const kind = kinds.find(({ parts }) => parts[name].admits(value[name]));
    if (kind) return kind.issueOf(value);
    const words = kinds.map(({ parts }) => parts[name].issueOf(undefined)!.expected);
    return within(name, wrong(words.join(" or "), value[name]));
  });
}

/**
 * The same, or nothing.
 * @returns a schema that admits undefined too
 */
export function optional<Value>(schema: Schema<Value>): OptionalSchema<Value> {
  return new OptionalSchema((value) => (value === undefined ? undefined : schema.issueOf(value)));
}
