import {
  array,
  boolean,
  byKind,
  dictionary,
  integer,
  nothing,
  number,
  object,
  oneOf,
  optional,
  type Schema,
  text,
  union,
} from "../../schemas/schema.js";

/** The schemas of what records of every kind of file are made of (`vocabulary.ts`), made when the first file is read. */

/** Makes a value when it is first asked for, once. */
export function onFirstUse<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The schemas of the parts. */
export const vocabulary = onFirstUse(() => {
  const count = integer({ least: 0 });
  const size = integer({ least: 1 });
  const positive = number({ above: 0 });
  const numbers = array(number());
  const table = object({ rows: count, columns: count, values: numbers });
  const label = union(text(), number(), boolean());
  return {
    count,
    size,
    positive,
    numbers,
    table,
    task: oneOf("regression", "classification"),
    labels: union(array(label, 2), nothing()),
    notes: array(text()),
    statement: optional(object({ arithmetic: text(), hashes: dictionary(text()) })),
    reduction: object({
      columns: object({ shift: numbers, factor: numbers, bias: boolean() }),
      outputs: object({ shift: numbers, scale: numbers, link: optional(oneOf("exp")) }),
    }),
    neurons: { hidden: table, output: table },
  };
});

/** A kernel as records hold it: its kind, and what that kind needs. */
export const kernelSchema = onFirstUse(() => {
  const { table, numbers, positive } = vocabulary();
  return byKind("kind", [
    object({ kind: oneOf("neural-tangent") }),
    object({ kind: oneOf("relu-tangent") }),
    object({ kind: oneOf("gaussian"), bandwidth: positive }),
    object({ kind: oneOf("laplace"), bandwidth: positive }),
    object({
      kind: oneOf("metric"),
      map: table,
      kernel: byKind("kind", [
        object({ kind: oneOf("neural-tangent") }),
        object({ kind: oneOf("relu-tangent") }),
        object({ kind: oneOf("gaussian"), bandwidth: positive }),
        object({ kind: oneOf("laplace"), bandwidth: positive }),
      ]),
    }),
    object({ kind: oneOf("masking"), gates: table, weights: numbers }),
  ]);
});

/** The networks of the folds, and the score of every row of training under the one that has not seen it. */
export function intervalsSchema<Network>(network: Schema<Network>) {
  const { numbers, count } = vocabulary();
  return object({
    level: number({ above: 0, below: 1 }),
    foldOf: array(count),
    scores: numbers,
    weights: optional(array(number({ least: 0 }))),
    networks: array(network, 1),
  });
}

/** How outputs become log-odds. */
export const calibrationSchema = onFirstUse(() =>
  object({
    // A slope that is not positive would turn the order of the classes around.
    slope: vocabulary().positive,
    intercept: number(),
    logLossBefore: number(),
    logLoss: number(),
    calibrationError: number(),
  }),
);

/** An average that was made without a fold: what its predictions need. */
export function foldAverageSchema() {
  const { positive, reduction, table, neurons } = vocabulary();
  const members = byKind("kind", [
    object({ kind: oneOf("kernel"), kernel: kernelSchema(), scale: positive, dualCoefficients: table }),
    object({ kind: oneOf("relu"), ...neurons }),
    object({ kind: oneOf("gated-relu"), gates: table, blocks: table }),
  ]);
  return object({ reduction, inputs: optional(table), members: array(members, 1) });
}
