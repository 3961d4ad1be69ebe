import { InputError, shown } from "../errors.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { logistic } from "../losses/logistic.js";
import type { Loss } from "../losses/loss.js";
import { softmax } from "../losses/softmax.js";
import { squared } from "../losses/squared.js";
import { type AskedFacts, namedFacts } from "../losses/targets.js";
import { distinctLabels, encodeLabels, type Label, type Task } from "../reductions/class-labels.js";
import { areNamed, readLabelPerRow, readNumbers } from "../reductions/raw-targets.js";
import type { FilledOptions } from "./filled-options.js";
import { squaredLossBecauseOf } from "./requirements.js";

/** What is learned: the targets as numbers, and the loss that fits them. */
export interface LearningTask {
  readonly task: Task;
  readonly labels: readonly Label[] | null;
  /** n×K: raw numbers, or ±1 for classes (0 and 1 for softmax). */
  readonly targets: Matrix;
  readonly loss: Loss;
}

/** Targets as numbers, and what the task is. @throws InputError for targets of another kind than the task's, or one class alone */
export function readTargets(options: FilledOptions, sampleCount: number): LearningTask {
  const { targets, task, labels } = options;
  if (task === "regression" || (task === "auto" && !areNamed(targets) && !labels)) {
    const numbers = readNumbers(targets, sampleCount);
    return { task: "regression", labels: null, targets: numbers, loss: readLoss(options, "regression", 0) };
  }
  if (labels !== undefined && !Array.isArray(labels)) {
    throw new InputError({
      code: "wrong-type",
      argument: "labels",
      got: `${labels}`,
      expected: "a list of the classes",
    });
  }
  const values = readLabelPerRow(targets, sampleCount);
  const classes = labels ?? distinctLabels(values);
  if (new Set(classes).size < 2) {
    const got = `only the class ${shown(classes[0])}`;
    throw new InputError({ code: "constant-target", argument: "targets", got, expected: "at least two classes" });
  }
  if (!labels) requireClasses(classes, values.length);
  requireGeneratedClasses(options, classes.length);
  const loss = readLoss(options, "classification", classes.length);
  const encoded = encodeLabels(values, classes, loss.targets === "one-hot");
  return { task: "classification", labels: [...classes], targets: encoded, loss };
}

/**
 * Measurements are no classes: each would be one of its own, met once or twice.
 * @throws InputError for numbers with fractions of which more than half are different ones, from ten rows on
 */
function requireClasses(classes: readonly Label[], rows: number): void {
  const isMeasured = classes.some((label) => typeof label === "number" && !Number.isInteger(label));
  if (!isMeasured || rows < 10 || classes.length <= rows / 2) return;
  throw new InputError({
    code: "wrong-targets",
    argument: "targets",
    got: `${classes.length} different numbers with fractions in ${rows} rows, for a classification`,
    expected: "classes",
    hint: 'Leave task out, or ask for "regression". Classes that are written so are named by labels.',
  });
}

/** Generated networks have one output, which tells two classes apart. @throws InputError for more */
function requireGeneratedClasses({ gates }: FilledOptions, classes: number): void {
  if (typeof gates !== "string" || classes === 2) return;
  const got = `${classes} classes with gates "${gates}"`;
  throw new InputError({ code: "several-targets", argument: "targets", got, expected: "two classes, or numbers" });
}

/** The loss asked for, or the task's own. @throws InputError where it does not fit the other options or the task */
function readLoss(options: FilledOptions, task: Task, classes: number): Loss {
  const { loss } = options;
  const reason = squaredLossBecauseOf(options);
  if (!loss) {
    if (task === "regression" || reason) return squared();
    return classes === 2 ? logistic() : softmax();
  }
  requireKnownLoss(loss);
  if (reason && loss.curvature !== "constant") throw unsupported(`${loss.name} with ${reason}`, "squared()");
  if (typeof options.gates === "string" && !isGenerated(loss)) {
    throw unsupported(`${loss.name} with gates "${options.gates}"`, oneOf(isGenerated));
  }
  if (task === "classification") requireClassLoss(loss, classes);
  else requireNumberLoss(loss);
  return loss;
}

/** Whether gates can be generated under a loss: one output, and a curvature. */
const isGenerated = ({ curvature }: AskedFacts): boolean => curvature === "constant" || curvature === "diagonal";

function requireKnownLoss(loss: Loss): void {
  if (typeof loss === "string") {
    const expected = "a loss, such as squared()";
    throw new InputError({ code: "wrong-type", argument: "loss", got: `the text "${loss}"`, expected });
  }
  if (!Object.hasOwn(namedFacts, loss.name))
    throw unsupported(
      loss.name,
      oneOf(() => true),
    );
}

function requireClassLoss(loss: Loss, classes: number): void {
  const fits = (other: AskedFacts) => other.classes === "several" || (other.classes === "two" && classes === 2);
  if (!fits(loss)) throw unsupported(`${loss.name} for ${classes} classes`, oneOf(fits));
}

function requireNumberLoss(loss: Loss): void {
  const fits = ({ targets }: AskedFacts) => targets === "numbers" || targets === "counts";
  if (!fits(loss)) throw unsupported(`${loss.name} for a regression`, oneOf(fits));
}

/** The names of those losses that have a property. */
function oneOf(has: (facts: AskedFacts) => boolean): string {
  const named = Object.entries(namedFacts).filter(([, facts]) => has(facts));
  return `one of ${named.map(([name]) => name).join(", ")}`;
}

function unsupported(got: string, expected: string): InputError {
  return new InputError({ code: "unsupported-loss", argument: "loss", got, expected });
}

/** Whether targets may be scaled: several outputs have several units, and Huber's δ would mean something else in each. */
export function mayScale(loss: Loss, targets: Matrix): boolean {
  return loss.targetScaling === "every-column" || (loss.targetScaling === "one-column" && targets.columns === 1);
}
