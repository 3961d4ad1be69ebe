import { decompositionStrategies } from "../decomposition/strategies.js";
import { InputError, requireOneOf, requirePositive, requireWholeNumber } from "../errors.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { maximum, unitOf } from "../linear-algebra/vectors.js";
import { conflict } from "./conflict.js";
import type { FilledOptions } from "./filled-options.js";
import { modelRequirements } from "./requirements.js";
import type { LearningTask } from "./target-options.js";

/**
 * What can be wrong with the options alone. Does not do: what depends on the table (`requireLearnable`).
 * @throws InputError for the first option that is wrong
 */
export function requireOptions(options: FilledOptions): void {
  const { model, decomposition, task, seed, foldOrder, timeLimit } = options;
  requireOneOf("model", model, Object.keys(modelRequirements));
  if (decomposition !== undefined) requireOneOf("decomposition", decomposition, decompositionStrategies);
  requireOneOf("task", task, ["auto", "regression", "classification"]);
  requireOneOf("foldOrder", foldOrder, ["shuffled", "rows"]);
  requireWholeNumber("seed", seed, 0);
  if (timeLimit !== undefined) requirePositive("timeLimit", timeLimit);
  requireExponent(options);
  requireFittingModel(options);
}

function requireExponent({ q, model }: FilledOptions): void {
  if (q === 1) return;
  if (!(q > 1 && q <= 2)) {
    const expected = "a number from 1 (group lasso) to 2 (NTK ridge)";
    throw new InputError({ code: "out-of-range", argument: "q", got: q, expected });
  }
  if (!modelRequirements[model].exponents) throw conflict("q", `${q} with model ${model}`, 'model "gated-relu"');
}

/** What the model has no use for. */
function requireFittingModel(options: FilledOptions): void {
  const { model, gates, gateStrategy, lambda, q } = options;
  requireMonotoneModel(options);
  const requirements = modelRequirements[model];
  if (!requirements.gates && gates !== undefined) throw conflict("gates", `them with model ${model}`, "none");
  if (!requirements.gates && gateStrategy !== undefined)
    throw conflict("gateStrategy", `it with model ${model}`, "none");
  if (typeof lambda !== "object" || (requirements.theorem && q === 1)) return;
  throw conflict("lambda", "the rule of Theorem 6.1", "a number: it speaks of the group lasso only");
}

function requireMonotoneModel({ monotone, model, gates }: FilledOptions): void {
  if (monotone === undefined) return;
  if (!modelRequirements[model].monotone) {
    throw conflict("monotone", `it with model ${model}`, 'model "relu", whose neurons can be held to signs');
  }
  if (typeof gates === "string") return;
  throw conflict("monotone", "it with gates that are drawn or given", 'gates "generate" or "complete"');
}

/** What can be wrong with a table, once its targets are read. @throws InputError */
export function requireLearnable({ targets }: LearningTask): void {
  if (targets.rows < 2) {
    const expected = "at least 2 rows to learn from";
    throw new InputError({ code: "too-few-rows", argument: "inputs", got: `${targets.rows} row`, expected });
  }
  requireVaryingTargets(targets);
}

/** Differences of targets: below, doubles have fewer digits than others, and above, errors may leave them. */
const differences = { least: 1e-290, most: 1e300 } as const;

function requireVaryingTargets({ columns, values }: Matrix): void {
  let largest = 0;
  for (let k = columns; k < values.length; k++) largest = Math.max(largest, Math.abs(values[k] - values[k % columns]));
  if (largest >= differences.least && largest <= differences.most) return;
  if (largest > 0) {
    const got = `numbers that differ by ${largest.toPrecision(3)} at most`;
    const expected = `from ${differences.least} to ${differences.most}`;
    const hint = "Give them in another unit.";
    throw new InputError({ code: "out-of-range", argument: "targets", got, expected, hint });
  }
  throw new InputError({
    code: "constant-target",
    argument: "targets",
    got: `only the value ${values[0]}`,
    expected: "a target that varies: there is nothing to learn",
  });
}

/** Numbers that nothing divides before they are squared. @throws InputError for sizes whose squares leave Float64 */
export function requireSquareable(argument: string, values: Float64Array): void {
  if (unitOf(values) === 1) return;
  throw new InputError({
    code: "out-of-range",
    argument,
    got: `numbers as large as ${maximum(values.map(Math.abs)).toPrecision(3)}, which are not standardised here`,
    expected: "sizes from 1e-150 to 1e150",
    hint: "Give them in another unit.",
  });
}
