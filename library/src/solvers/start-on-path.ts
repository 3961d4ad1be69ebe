import { dot } from "../linear-algebra/vectors.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { SolvableProgram } from "./run-solver.js";

/** The solution at one λ. */
export interface SolvedAt {
  readonly lambda: number;
  readonly point: SparseBlocks;
}

/**
 * Where a solver begins at a smaller λ: on the line through the solutions at two larger ones,
 *
 *     w_i(λ) = w_i(λ₁) + (λ₁ − λ)/(λ₂ − λ₁) · (w_i(λ₁) − w_i(λ₂)),   λ < λ₁ < λ₂
 *
 * for the path is smooth in λ between the places where blocks enter or leave. A block that would turn around is left out, and so is one that is zero at
 * λ₁. Where the step is longer than the one before, where there is no second solution, and for powers of the norm, whose solver never brings back a
 * block that its start leaves out, it is the solution at λ₁ itself. Does not do: blocks that enter, which pricing finds.
 * @param program the one to be solved, at the smaller λ
 */
export function startOnPath(
  { form, lambda }: Pick<SolvableProgram, "form" | "lambda">,
  near: SolvedAt,
  far: SolvedAt | undefined,
): SparseBlocks {
  const share = far ? (near.lambda - lambda) / (far.lambda - near.lambda) : 0;
  if (!far || form === "power" || !(share > 0 && share <= 1) || near.point.which.length === 0) return near.point;
  const { which, blocks } = near.point;
  const size = blocks.length / which.length;
  const before = new Map(Array.from(far.point.which, (gate, a) => [gate, a]));
  const gates: number[] = [];
  const moved = new Float64Array(blocks.length);
  which.forEach((gate, a) => {
    const block = blocks.subarray(a * size, (a + 1) * size);
    const at = before.get(gate);
    const next = moved.subarray(gates.length * size, (gates.length + 1) * size);
    for (let k = 0; k < size; k++) {
      next[k] = block[k] + share * (block[k] - (at === undefined ? 0 : far.point.blocks[at * size + k]));
    }
    if (dot(next, block) > 0) gates.push(gate);
  });
  return { which: Int32Array.from(gates), blocks: moved.slice(0, gates.length * size) };
}
