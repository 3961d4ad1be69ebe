import { InputError, shown } from "../errors.js";
import { type Matrix, type TargetsLike, toTargets } from "../linear-algebra/matrix.js";
import { encodeLabels, type Label } from "./class-labels.js";

/** Targets as the public doors take them: n numbers, an n×K table of numbers, or n labels. */
export type RawTargets = TargetsLike | readonly Label[];

/** Whether targets are text or booleans, which can be nothing but labels. */
export function areNamed(targets: RawTargets): boolean {
  const first = firstOf(targets);
  return typeof first === "string" || typeof first === "boolean";
}

/** n×K numbers. @throws InputError for text, gaps, or another number of rows than `sampleCount` */
export function readNumbers(targets: RawTargets, sampleCount: number): Matrix {
  if (!areNamed(targets)) return toTargets(targets as TargetsLike, sampleCount);
  throw new InputError({
    code: "wrong-targets",
    argument: "targets",
    got: shown(firstOf(targets)),
    expected: "numbers for a regression",
  });
}

/** Labels as a plain list. @throws InputError for anything that is not a list of strings, booleans or finite numbers */
export function readLabels(targets: RawTargets): Label[] {
  if (!Array.isArray(targets) && !ArrayBuffer.isView(targets)) {
    throw new InputError({
      code: "wrong-type",
      argument: "targets",
      got: "a table",
      expected: "a list of labels, one a row",
    });
  }
  const values = Array.from(targets as ArrayLike<Label>);
  values.forEach((value, row) => {
    const fine = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    if (fine) return;
    throw new InputError({
      code: "not-finite",
      argument: "targets",
      got: `${shown(value)} at row ${row}`,
      expected: "strings, booleans or finite numbers as labels",
    });
  });
  return values;
}

/** One label a row. @throws InputError for another number of labels than `sampleCount` */
export function readLabelPerRow(targets: RawTargets, sampleCount: number): Label[] {
  const values = readLabels(targets);
  if (values.length === sampleCount) return values;
  throw new InputError({
    code: "shape-mismatch",
    argument: "targets",
    got: `${values.length} labels`,
    expected: `${sampleCount}, one for each row of inputs`,
  });
}

/**
 * The targets of a table as a model was trained on them: numbers, or codes of its labels (±1; with `oneHot` 0 and 1), n×K.
 * @throws InputError for targets of another kind, another number of rows, or a label that the model does not have
 */
export function targetsForModel(
  { labels }: { readonly labels: readonly Label[] | null },
  targets: RawTargets,
  sampleCount: number,
  oneHot: boolean,
): Matrix {
  if (!labels) return readNumbers(targets, sampleCount);
  return encodeLabels(readLabelPerRow(targets, sampleCount), labels, oneHot);
}

function firstOf(targets: RawTargets): unknown {
  return Array.isArray(targets) ? targets[0] : undefined;
}
