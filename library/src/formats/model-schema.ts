import { z } from "zod";
import { type GateStrategy, gateStrategies } from "../arrangements/gate-strategies.js";

/**
 * The shape of a model file, versions 1 and 2 (networks other than two plain ReLU layers). Numbers are plain JSON numbers, which JavaScript writes so that they come back bit for bit.
 * Does not check: whether lengths fit each other (`model-file.ts` does).
 */
function makeSchema() {
  const count = z.int().min(0);
  const size = z.int().min(1);
  const numbers = z.array(z.number());
  const table = z.strictObject({ rows: count, columns: count, values: numbers });
  const nothing = z.null();
  const label = z.union([z.string(), z.number(), z.boolean()]);
  const crossValidationPoint = { lambdaFraction: z.number(), mean: z.number(), standardError: z.number() };
  return z.strictObject({
    format: z.literal("halfspace-model"),
    version: z.literal([1, 2]),
    task: z.enum(["regression", "classification"]),
    model: z.enum(["gated-relu", "relu", "mkl", "ntk", "gaussian"]),
    labels: z.union([z.array(label).min(2), nothing]),
    status: z.enum(["solved", "iteration-limit", "time-limit", "stalled"]),
    loss: z.string(),
    lossParameters: z.record(z.string(), z.number()).optional(),
    sampleWeights: numbers.optional(),
    dualPoint: numbers.optional(),
    calibration: z
      .strictObject({
        slope: z.number(),
        intercept: z.number(),
        logLossBefore: z.number(),
        logLoss: z.number(),
        calibrationError: z.number(),
      })
      .optional(),
    lambda: z.number().positive(),
    lambdaFraction: z.number().positive(),
    options: z.strictObject({
      gates: z.union([z.int().min(1), z.enum(["given", "generate", "complete"])]),
      gateStrategy: z.enum(gateStrategies as [GateStrategy, ...GateStrategy[]]).optional(),
      standardise: z.boolean(),
      standardiseTargets: z.boolean(),
      bias: z.boolean(),
      folds: count,
      seed: z.int(),
      tolerance: z.number().positive(),
      pathTolerance: z.number().positive(),
      q: z.number().min(1).max(2).optional(),
      solver: z.enum(["working-set", "irls", "fista", "simple-mkl"]).optional(),
      initial: z.enum(["ntk", "uniform"]).optional(),
    }),
    sampleCount: z.int().min(1),
    featureCount: z.int().min(1),
    outputCount: z.int().min(1),
    maskCount: count,
    activeGates: count,
    certificate: z.strictObject({
      program: z.string(),
      primalObjective: z.number(),
      dualObjective: z.number(),
      dualityGap: z.number(),
      relativeGap: z.number(),
      maxConeViolation: z.number(),
      coverage: z.enum(["complete", "sampled", "generated"]),
      maskCount: count,
      largestViolation: z.number().min(0).optional(),
      starts: count.optional(),
    }),
    decomposition: z.union([
      z.strictObject({
        strategy: z.string(),
        inflation: z.number(),
        objective: z.number(),
        relativeGap: z.number(),
        maxConeViolation: z.number(),
      }),
      nothing,
    ]),
    crossValidation: z.union([
      z.strictObject({
        metric: z.string(),
        ...crossValidationPoint,
        folds: count,
        path: z.array(z.strictObject(crossValidationPoint)),
      }),
      nothing,
    ]),
    notes: z.array(z.string()),
    reduction: z.strictObject({
      columns: z.strictObject({ shift: numbers, factor: numbers, bias: z.boolean() }),
      outputs: z.strictObject({ shift: numbers, scale: numbers, link: z.literal("exp").optional() }),
    }),
    shape: z
      .discriminatedUnion("kind", [
        z.strictObject({
          kind: z.literal("activation"),
          activation: z.enum(["leaky-relu", "absolute-value", "threshold"]),
          slope: z.number().min(0).lt(1).optional(),
        }),
        z.strictObject({
          kind: z.literal("deep"),
          hidden: z.array(table).min(1),
          /** Of the layers after the first. */
          gates: z.array(table).min(1),
          choices: z.array(z.array(count)).min(2),
        }),
        z.strictObject({
          kind: z.literal("convolutional"),
          height: size,
          width: size,
          channels: size,
          filterHeight: size,
          filterWidth: size,
          stride: size,
          padding: count,
        }),
      ])
      .optional(),
    gates: table,
    point: z.strictObject({ which: z.array(count), blocks: numbers }),
    neurons: z.union([z.strictObject({ hidden: table, output: table }), nothing]),
    kernel: z
      .strictObject({
        name: z.enum(["ntk", "gaussian"]),
        bandwidth: z.union([z.number().positive(), nothing]),
        rows: table,
        dual: table,
      })
      .optional(),
    table: z.unknown(),
  });
}

let schema: ReturnType<typeof makeSchema> | undefined;

/** Made when the first model file is read: making it would cost every start of the library. */
export function modelSchema(): ReturnType<typeof makeSchema> {
  schema ??= makeSchema();
  return schema;
}

export type ModelRecord = z.infer<ReturnType<typeof makeSchema>>;
