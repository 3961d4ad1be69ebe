import type { Matrix } from "../linear-algebra/matrix.js";
import { currentBackend, maskWords } from "../numerics/index.js";
import type { Arrangement, Coverage } from "./arrangement.js";
import { isComposed } from "./composed.js";
import { coverCount } from "./cover-count.js";
import { countCells, countLines } from "./exact-count.js";
import { maskTable } from "./mask-table.js";

/**
 * Whether it is proved, in exact arithmetic, that no cell of the table is missing: the gates lie strictly inside as many different cells as there
 * are (`exact-count.ts`). In general position Cover's number says how many. Rows that are parallel or dependent but for their rounding have cells
 * between them that no enumeration in doubles finds; such a table is not proved.
 * @param inputs n×d
 */
export function holdsEveryCell({ gates, masks }: Arrangement, inputs: Matrix): boolean {
  if (gates.rows !== inputs.columns) return false;
  const strict = strictMasks(inputs, gates, masks);
  if (strict === undefined) return false;
  if (strict >= coverCount(countLines(inputs), inputs.columns)) return true;
  const cells = countCells(inputs);
  return cells !== undefined && strict >= cells;
}

/** How many distinct masks have a gate that lies on no row's hyperplane; undefined where the masks are not those of the gates. */
function strictMasks({ rows: n, columns: d, values }: Matrix, gates: Matrix, masks: Uint32Array): number | undefined {
  const words = maskWords(n);
  const backend = currentBackend();
  const own = backend.packMasks(values, n, d, gates.values, gates.columns);
  if (own.length !== masks.length || own.some((word, k) => word !== masks[k])) return undefined;
  const negative = gates.values.map((value) => -value);
  const opposite = backend.packMasks(values, n, d, negative, gates.columns);
  const bindsNothing = Array.from({ length: n }, (_, j) => values.subarray(j * d, (j + 1) * d).every((x) => x === 0));
  const onBoundary = new Uint32Array(words);
  const table = maskTable(words);
  for (let i = 0; i < gates.columns; i++) {
    for (let w = 0; w < words; w++) onBoundary[w] = own[i * words + w] & opposite[i * words + w];
    const isStrict = bindsNothing.every((zero, j) => zero || ((onBoundary[j >> 5] >>> (j & 31)) & 1) === 0);
    if (isStrict) table.add(own, i * words);
  }
  return table.size();
}

/** What is read of a program; one without gates of a table has neither rows nor an arrangement. */
interface Covering {
  readonly coverage: Coverage;
  readonly inputs?: Matrix;
  readonly arrangement?: Arrangement;
}

/** Proofs that were made, by arrangement and rows: certificates of many iterates ask for one. */
const proofs = new WeakMap<Arrangement, { readonly inputs: Matrix; readonly complete: boolean }>();

/**
 * What a certificate may say of the gates: "complete" only where exact arithmetic proves that no gate pattern of the table is missing, whatever
 * the program or a file says of itself.
 */
export function provedCoverage({ coverage, inputs, arrangement }: Covering): Coverage {
  if (coverage !== "complete") return coverage;
  if (!inputs || !arrangement || isComposed(arrangement) || arrangement.sampleCount !== inputs.rows) return "sampled";
  const known = proofs.get(arrangement);
  if (known && known.inputs === inputs) return known.complete ? "complete" : "sampled";
  const complete = holdsEveryCell(arrangement, inputs);
  proofs.set(arrangement, { inputs, complete });
  return complete ? "complete" : "sampled";
}
