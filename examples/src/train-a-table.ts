// Train a certified network from rows of numbers. Run: node examples/dist/train-a-table.js
import { describeCertificate, train } from "halfspace";

/** y = |a − b| on a grid: bent, so a straight line cannot follow it. */
export const inputs = Array.from({ length: 81 }, (_, k) => [(k % 9) / 4, Math.floor(k / 9) / 4]);
export const targets = inputs.map(([a, b]) => Math.abs(a - b));

export async function trainATable() {
  const result = await train({ inputs, targets, gates: 300 });
  const [prediction] = result.network.predict([[2, 0.5]]);
  return { result, prediction, words: describeCertificate(result.certificate) };
}

if (process.argv[1] === import.meta.filename) {
  const { result, prediction, words } = await trainATable();
  console.log(`f(2, 0.5) = ${prediction.toFixed(3)} (true: 1.5), λ = ${result.lambdaFraction} of its largest value`);
  console.log(words);
}
