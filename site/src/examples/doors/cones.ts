// Cones of masks: how likely a mask is, and the nearest point of its cone
import { enumerateArrangement } from "halfspace";
import {
  coneProbabilities,
  type MonteCarloProbabilities,
  monteCarloProbabilities,
  orthantProbability,
  projectOnCone,
  solidAngles,
} from "halfspace/geometry";

// Two rows at a right angle: four masks of equal probability.
const inputs = [
  [1, 0],
  [0, 1],
];
const arrangement = enumerateArrangement(inputs);
const shares = (values: Float64Array) => [...values].map((each) => each.toFixed(2)).join(" ");
console.log(shares(coneProbabilities(arrangement).probabilities)); // → 0.25 0.25 0.25 0.25
console.log(shares(solidAngles(arrangement))); // → 0.25 0.25 0.25 0.25
const drawn: MonteCarloProbabilities = monteCarloProbabilities(arrangement, {
  samples: 1000,
  seed: 1,
});
console.log([...drawn.probabilities].every((each) => Math.abs(each - 0.25) < 0.05)); // → true
// The probability that two standard normals of correlation ½ are both positive is 1/3.
const covariance = [
  [1, 0.5],
  [0.5, 1],
];
console.log(orthantProbability(covariance).value.toFixed(4)); // → 0.3333
// The nearest vector that keeps the gate open on the rows of its mask.
const { projection, upperBound } = projectOnCone(inputs, arrangement, 0, [3, -4]);
console.log(projection.length === 2 && upperBound >= 0); // → true
