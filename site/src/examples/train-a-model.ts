// Train a network on rows of numbers
import { train } from "halfspace";

const inputs = [
  [0, 1],
  [1, 0],
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 0],
];
const result = await train({ inputs, targets: [1, 0, 1, 3, 5, 4], gates: 50, lambdaFraction: 0.01 });
console.log(result.status); // → solved
console.log(result.certificate.relativeGap < 1e-6); // → true
console.log(result.network.predict([[2, 2]]).length); // → 1
