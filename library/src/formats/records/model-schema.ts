import { z } from "zod";
import { type GateStrategy, gateStrategies } from "../../arrangements/gate-strategies.js";
import { onFirstUse, vocabulary } from "./vocabulary-schema.js";

/**
 * The shape of a model file, versions 1 and 2 (networks other than two plain ReLU layers).
 * Does not check: whether sizes fit each other (`model-sizes.ts` does).
 */
export const modelSchema = onFirstUse(() => {
  const { task, labels, notes, statement, reduction, table, numbers, count, size } = vocabulary();
  return z.strictObject({
    format: z.literal("halfspace-model"),
    version: z.literal([1, 2]),
    task,
    model: z.enum(["gated-relu", "relu", "mkl", "ntk", "gaussian"]),
    labels,
    status: z.enum(["solved", "iteration-limit", "time-limit", "stalled"]),
    loss: z.string(),
    lossParameters: z.record(z.string(), z.number()).optional(),
    sampleWeights: numbers.optional(),
    dualPoint: numbers.optional(),
    calibration: calibrationSchema().optional(),
    lambda: z.number().positive(),
    lambdaFraction: z.number().positive(),
    options: optionsSchema(),
    sampleCount: size,
    featureCount: size,
    outputCount: size,
    maskCount: count,
    activeGates: count,
    certificate: certificateSchema(),
    statement,
    ...knownBeyondSchemas(),
    decomposition: z.union([decompositionSchema(), z.null()]),
    crossValidation: z.union([crossValidationSchema(), z.null()]),
    notes,
    reduction,
    shape: shapeSchema().optional(),
    gates: table,
    point: z.strictObject({ which: z.array(count), blocks: numbers }),
    constant: numbers.optional(),
    neurons: z.union([z.strictObject(vocabulary().neurons), z.null()]),
    kernel: kernelMachineSchema().optional(),
    background: table.optional(),
    table: z.unknown(),
  });
});

export type ModelRecord = z.infer<ReturnType<typeof modelSchema>>;

/** The networks of the folds, and the score of every row of training under the one that has not seen it. */
function intervalsSchema() {
  const { numbers, table, count, reduction } = vocabulary();
  return z.strictObject({
    level: z.number().gt(0).lt(1),
    foldOf: z.array(count),
    scores: numbers,
    weights: z.array(z.number().min(0)).optional(),
    networks: z.array(z.strictObject({ reduction, gates: table, blocks: table })).min(2),
  });
}

function calibrationSchema() {
  return z.strictObject({
    // A slope that is not positive would turn the order of the classes around.
    slope: vocabulary().positive,
    intercept: z.number(),
    logLossBefore: z.number(),
    logLoss: z.number(),
    calibrationError: z.number(),
  });
}

function optionsSchema() {
  const { count, size, positive } = vocabulary();
  return z.strictObject({
    gates: z.union([size, z.enum(["given", "generate", "complete"])]),
    gateStrategy: z.enum(gateStrategies as [GateStrategy, ...GateStrategy[]]).optional(),
    standardise: z.boolean(),
    standardiseTargets: z.boolean(),
    bias: z.boolean(),
    folds: count,
    seed: z.int(),
    tolerance: positive,
    pathTolerance: positive,
    q: z.number().min(1).max(2).optional(),
    solver: z.enum(["working-set", "irls", "fista", "simple-mkl"]).optional(),
    initial: z.enum(["ntk", "uniform"]).optional(),
    monotone: z.array(z.int().min(-1).max(1)).optional(),
  });
}

function certificateSchema() {
  const { count } = vocabulary();
  return z.strictObject({
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
  });
}

/** What is known beyond the certificate: of fresh gates, of all networks, and of new rows. */
function knownBeyondSchemas() {
  const { count, size, positive } = vocabulary();
  const freshGates = z.strictObject({
    // More than a file may ask anybody to draw is no statement.
    count: size.max(10_000_000),
    draw: count,
    trained: count,
    violating: count,
    shareAbove: z.number().min(0).max(1),
    confidence: positive,
    relativeGap: z.number(),
  });
  const growth = z.strictObject({ rounds: count, added: count, tolerance: positive });
  const allNetworks = z.strictObject({ dualObjective: z.number(), relativeGap: z.number() });
  const [fresh, all] = [freshGates.optional(), allNetworks.optional()];
  return { intervals: intervalsSchema().optional(), freshGates: fresh, growth: growth.optional(), allNetworks: all };
}

function decompositionSchema() {
  return z.strictObject({
    strategy: z.string(),
    inflation: z.number(),
    objective: z.number(),
    relativeGap: z.number(),
    maxConeViolation: z.number(),
  });
}

function crossValidationSchema() {
  const point = { lambdaFraction: z.number(), mean: z.number(), standardError: z.number() };
  return z.strictObject({
    metric: z.string(),
    ...point,
    folds: vocabulary().count,
    way: z.enum(["leave-one-out", "folds", "split"]).optional(),
    path: z.array(z.strictObject(point)),
  });
}

export const shapeSchema = onFirstUse(() => {
  const { table, count, size } = vocabulary();
  return z.discriminatedUnion("kind", [
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
  ]);
});

function kernelMachineSchema() {
  const { table, positive } = vocabulary();
  return z.strictObject({
    name: z.enum(["ntk", "gaussian"]),
    bandwidth: z.union([positive, z.null()]),
    rows: table,
    dual: table,
  });
}
