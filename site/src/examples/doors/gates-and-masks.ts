// Gates and the masks that they make
import { arrangementFromGates, enumerateArrangement, matrix } from "halfspace";
import {
  coverCount,
  gateVector,
  gaussianGates,
  isComplete,
  isMinimallyComplete,
  maskBit,
  sampledGates,
} from "halfspace/geometry";

const inputs = matrix(4, 2, [1, 0, 0, 1, -1, 1, 1, 2]);
// Cover's count: so many ways does a half-space through the origin cut four points of the plane.
console.log(coverCount(4, 2)); // → 8
const all = enumerateArrangement(inputs);
console.log(all.maskCount); // → 8
console.log(isComplete(all, inputs)); // → true
console.log(isMinimallyComplete(all, inputs)); // → true

const own = arrangementFromGates(inputs, [[1], [0]]);
// The gate (1, 0) lets through the rows with x₁ ≥ 0.
console.log([0, 1, 2, 3].map((row) => maskBit(own, row, 0)).join(" ")); // → true true false true
console.log(gateVector(own, 0).join(" ")); // → 1 0
// Gates are the columns of a d×p matrix: drawn from the normal law, or as training draws them.
console.log(gaussianGates(2, 5, 1).columns); // → 5
console.log(sampledGates(inputs, { count: 6, seed: 1, strategy: "data-differences" }).columns); // → 6
