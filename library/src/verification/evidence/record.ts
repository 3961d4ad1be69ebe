import { gapOf } from "../../certificates/duality.js";
import { hashesOf, type Part, type StatedProgram, statedParts } from "../../certificates/statement.js";

/**
 * An evidence file part by part (docs/certificate-format.md): what the theorem is about, a point, a dual point and both bounds, and a hash for
 * every part, so that a damaged one is told from a false one.
 */

/** Both bounds, never below the objective of the point and never above the optimum. */
export interface Bounds {
  readonly objective: number;
  readonly bound: number;
}

/** One program's evidence. @param name of the program, for people */
export function evidenceRecord(
  name: string,
  program: StatedProgram,
  evidence: Readonly<Record<string, Part>>,
  bounds: Bounds,
): Part {
  const { objective, bound } = withRoom(program, bounds);
  const claimed = { objective, bound, relativeGap: gapOf(objective, bound).relativeGap };
  return sealed({ ...statedParts(program), ...evidence, claimed }, name);
}

/** Exponentials and logarithms are enclosed by strangers to so much at least, which counts where a bound is next to nothing. */
const enclosure = 2 ** -300;

function withRoom({ form, loss }: StatedProgram, { objective, bound }: Bounds): Bounds {
  const isEnclosed = form === "power" || ["logistic", "poisson", "softmax"].includes(loss.name);
  return isEnclosed ? { objective: objective + enclosure, bound: bound - enclosure } : { objective, bound };
}

/** The evidence of several programs in one file. */
export const evidenceOfMembers = (name: string, members: readonly Part[]): Part => sealed({ members }, name);

function sealed(parts: Readonly<Record<string, Part>>, name: string): Part {
  const file = { format: "halfspace-evidence", version: 3, program: name, ...parts };
  return { ...file, hashes: hashesOf(file) };
}

/** JSON text, in one line. */
export const evidenceText = (record: Part): string =>
  `${JSON.stringify(record, (_, part) => (ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part))}\n`;
