/** The plain-JavaScript twin of library/assembly/gate-walks.ts: the same sums in the same order, even and odd gates apart. */
import type { WalkEnd, Walks, WalkTable } from "./backend.js";

export function walkGates(table: WalkTable, to: WalkEnd, walks: Walks, out: Float64Array): void {
  const { units, inputs, outputs, groups, points, starts } = table;
  const size = (1 + outputs) * units;
  const [own, both] = [new Float64Array(size), new Float64Array(size)];
  const { places, steps, offsets } = walks;
  for (let w = 0; w < places.length; w++) {
    own.set(starts.subarray(places[w] * size, (places[w] + 1) * size));
    for (let at = 0; at < size; at++) both[at] = own[at] + to.activations[at];
    const from = places[w] * inputs;
    for (let s = offsets[w]; s < offsets[w + 1] - 1; s++) {
      for (let c = groups[steps[s]]; c < groups[steps[s] + 1]; c++) {
        move(own, table, c, to.point[c] - points[from + c]);
      }
      for (let k = 0; k < outputs; k++) storeSums({ own, both, units }, k, out, 2 * (s * outputs + k));
    }
  }
}

/** t and every p, moved by so much of a column. */
function move(own: Float64Array, { units, inputs, outputs, gates, jumps }: WalkTable, c: number, change: number): void {
  if (change === 0) return;
  for (let j = 0; j < units; j++) own[j] += change * gates[c * units + j];
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < units; j++) own[(1 + k) * units + j] += change * jumps[(k * inputs + c) * units + j];
  }
}

interface Standing {
  readonly own: Float64Array;
  readonly both: Float64Array;
  readonly units: number;
}

function storeSums({ own, both, units }: Standing, k: number, out: Float64Array, at: number): void {
  const row = (1 + k) * units;
  const [along, against] = [Float64Array.of(0, 0), Float64Array.of(0, 0)];
  for (let j = 0; j < units; j++) {
    along[j & 1] += own[j] >= 0 ? own[row + j] : 0;
    against[j & 1] += both[j] - own[j] >= 0 ? both[row + j] - own[row + j] : 0;
  }
  out[at] = along[0] + along[1];
  out[at + 1] = against[0] + against[1];
}
