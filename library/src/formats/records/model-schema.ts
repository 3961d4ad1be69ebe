import { gateStrategies } from "../../arrangements/gate-strategies.js";
import { mostGates } from "../../arrangements/sample.js";
import {
  anything,
  array,
  boolean,
  dictionary,
  integer,
  nothing,
  number,
  object,
  oneOf,
  optional,
  text,
  union,
  type ValueOf,
} from "../../schemas/schema.js";
import { predictingParts } from "./predicting-schema.js";
import { intervalsSchema, onFirstUse, vocabulary } from "./vocabulary-schema.js";

/**
 * The shape of a model file, versions 1 and 2 (networks other than two plain ReLU layers).
 * Does not check: whether sizes fit each other (`model-sizes.ts` does).
 */
export const modelSchema = onFirstUse(() => {
  const { notes, statement, table, numbers } = vocabulary();
  return object({
    ...predictingParts(),
    status: oneOf("solved", "iteration-limit", "time-limit", "stalled"),
    lossParameters: optional(dictionary(number())),
    sampleWeights: optional(numbers),
    dualPoint: optional(numbers),
    lambda: number({ above: 0 }),
    lambdaFraction: number({ above: 0 }),
    options: optionsSchema(),
    certificate: certificateSchema(),
    statement,
    ...knownBeyondSchemas(),
    decomposition: union(decompositionSchema(), nothing()),
    crossValidation: union(crossValidationSchema(), nothing()),
    notes,
    background: optional(table),
    table: anything(),
  });
});

export type ModelRecord = ValueOf<ReturnType<typeof modelSchema>>;

function optionsSchema() {
  const { count, positive } = vocabulary();
  return object({
    gates: union(integer({ least: 1, most: mostGates }), oneOf("given", "generate", "complete")),
    gateStrategy: optional(oneOf(...gateStrategies)),
    standardise: boolean(),
    standardiseTargets: boolean(),
    bias: boolean(),
    folds: count,
    seed: integer(),
    tolerance: positive,
    pathTolerance: positive,
    q: optional(number({ least: 1, most: 2 })),
    solver: optional(oneOf("working-set", "irls", "fista", "simple-mkl")),
    initial: optional(oneOf("ntk", "uniform")),
    monotone: optional(array(integer({ least: -1, most: 1 }))),
  });
}

function certificateSchema() {
  const { count } = vocabulary();
  return object({
    program: text(),
    primalObjective: number(),
    dualObjective: number(),
    dualityGap: number(),
    relativeGap: number(),
    maxConeViolation: number(),
    coverage: oneOf("complete", "sampled", "generated"),
    maskCount: count,
    largestViolation: optional(number({ least: 0 })),
    starts: optional(count),
  });
}

/** What is known beyond the certificate: of fresh gates, of all networks, and of new rows. */
function knownBeyondSchemas() {
  const { count, positive, reduction, table } = vocabulary();
  const freshGates = object({
    // More than a file may ask anybody to draw is no statement.
    count: integer({ least: 1, most: mostGates }),
    draw: count,
    trained: count,
    violating: count,
    shareAbove: number({ least: 0, most: 1 }),
    confidence: positive,
    relativeGap: number(),
  });
  const growth = object({ rounds: count, added: count, tolerance: positive });
  const allNetworks = object({ dualObjective: number(), relativeGap: number() });
  const network = object({ reduction, gates: table, blocks: table });
  const [fresh, all] = [optional(freshGates), optional(allNetworks)];
  return {
    intervals: optional(intervalsSchema(network)),
    freshGates: fresh,
    growth: optional(growth),
    allNetworks: all,
  };
}

function decompositionSchema() {
  return object({
    strategy: text(),
    inflation: number(),
    objective: number(),
    relativeGap: number(),
    maxConeViolation: number(),
  });
}

function crossValidationSchema() {
  const point = { lambdaFraction: number(), mean: number(), standardError: number() };
  return object({
    metric: text(),
    ...point,
    folds: vocabulary().count,
    way: optional(oneOf("leave-one-out", "folds", "split")),
    path: array(object(point)),
  });
}
