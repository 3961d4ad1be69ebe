import type { MaskedProducts } from "../backend.js";

/** A table and the masks of gates, as `MaskedProducts` are made of them. */
export interface MaskedRows {
  readonly inputs: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly masks: Uint32Array;
  readonly words: number;
}

/** Calls visit(j) for every row j that the gate keeps. */
export function eachRow({ masks, words }: MaskedRows, gate: number, visit: (row: number) => void): void {
  for (let word = 0; word < words; word++) {
    for (let bits = masks[gate * words + word]; bits !== 0; bits &= bits - 1) {
      visit(word * 32 + 31 - Math.clz32(bits & -bits));
    }
  }
}

/** Σ_a D_{gates[a]}X blocks[a] in plain JavaScript, as `MaskedProducts.forward` states it. */
export function forwardOf(rows: MaskedRows): MaskedProducts["forward"] {
  const { inputs, n, d } = rows;
  return (blocks, outputs, gates, out) => {
    out.fill(0, 0, n * outputs);
    gates.forEach((gate, a) => {
      eachRow(rows, gate, (j) => {
        for (let k = 0; k < d; k++) {
          const x = inputs[j * d + k];
          const at = (a * d + k) * outputs;
          for (let o = 0; o < outputs; o++) out[j * outputs + o] += x * blocks[at + o];
        }
      });
    });
  };
}
