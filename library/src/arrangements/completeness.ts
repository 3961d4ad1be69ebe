import { InputError } from "../errors.js";
import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { currentBackend, maskWords } from "../numerics/index.js";
import type { Arrangement } from "./arrangement.js";
import { type EnumerateArrangementOptions, enumerateArrangement } from "./enumerate.js";
import { maskTable } from "./mask-table.js";

/**
 * Whether the gates' masks on `inputs` are all masks of the table (Definition 2.1). The masks are recomputed from the
 * gates, whatever the arrangement says of itself, and compared with an enumeration.
 * @param inputs n×d
 * @returns true when every mask of the table is there
 * @throws InputError when the table is too large to enumerate, or of another width than the gates
 */
export function isComplete(
  arrangement: Arrangement,
  inputs: MatrixLike,
  options?: EnumerateArrangementOptions,
): boolean {
  return missingMasks(arrangement, inputs, options).missing === 0;
}

/**
 * Definition 2.1: complete, with as many gates as there are masks (|G| = |D_X|).
 * @returns true when every mask of the table is there exactly once
 * @throws InputError when the table is too large to enumerate, or of another width than the gates
 */
export function isMinimallyComplete(
  arrangement: Arrangement,
  inputs: MatrixLike,
  options?: EnumerateArrangementOptions,
): boolean {
  const { missing, maskCount } = missingMasks(arrangement, inputs, options);
  return missing === 0 && arrangement.gates.columns === maskCount;
}

function missingMasks({ gates }: Arrangement, inputs: MatrixLike, options?: EnumerateArrangementOptions) {
  const x = toMatrix(inputs, "inputs");
  if (gates.rows !== x.columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "inputs",
      got: `${x.columns} columns`,
      expected: `${gates.rows}, the length of the arrangement's gates`,
    });
  }
  const all = enumerateArrangement(x, options);
  const words = maskWords(x.rows);
  const own = maskTable(words);
  const masks = currentBackend().packMasks(x.values, x.rows, x.columns, gates.values, gates.columns);
  for (let i = 0; i < gates.columns; i++) own.add(masks, i * words);
  let missing = 0;
  for (let i = 0; i < all.maskCount; i++) if (own.find(all.masks, i * words) < 0) missing++;
  return { missing, maskCount: all.maskCount };
}
