import { z } from "zod";

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
  const count = z.int().min(0);
  const size = z.int().min(1);
  const positive = z.number().positive();
  const numbers = z.array(z.number());
  const table = z.strictObject({ rows: count, columns: count, values: numbers });
  const label = z.union([z.string(), z.number(), z.boolean()]);
  return {
    count,
    size,
    positive,
    numbers,
    table,
    task: z.enum(["regression", "classification"]),
    labels: z.union([z.array(label).min(2), z.null()]),
    notes: z.array(z.string()),
    statement: z.strictObject({ arithmetic: z.string(), hashes: z.record(z.string(), z.string()) }).optional(),
    reduction: z.strictObject({
      columns: z.strictObject({ shift: numbers, factor: numbers, bias: z.boolean() }),
      outputs: z.strictObject({ shift: numbers, scale: numbers, link: z.literal("exp").optional() }),
    }),
    neurons: { hidden: table, output: table },
  };
});

/** A kernel as records hold it: its kind, and what that kind needs. */
export const kernelSchema = onFirstUse(() => {
  const { table, numbers, positive } = vocabulary();
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("neural-tangent") }),
    z.strictObject({ kind: z.literal("relu-tangent") }),
    z.strictObject({ kind: z.literal("gaussian"), bandwidth: positive }),
    z.strictObject({ kind: z.literal("masking"), gates: table, weights: numbers }),
  ]);
});
