// What each column is worth, and quantiles in order
import { columnImportance, rearranged, train } from "halfspace";

const inputs = Array.from({ length: 60 }, (_, row) => [row % 6, (row * 7) % 10]);
const targets = inputs.map(([first]) => Math.max(0, first - 2));
const model = await train({ inputs, targets, gates: 50, lambdaFraction: 0.01 });
// The second column says nothing about the target.
const [first, second] = columnImportance(model, { inputs, targets, seed: 1 });
console.log(first > 100 * Math.abs(second)); // → true

// Two levels that were fitted apart cross in the second row; sorting mends it.
const { predictions, crossed } = rearranged([Float64Array.of(1, 5), Float64Array.of(2, 4)]);
console.log(crossed); // → 1
console.log(predictions.map((level) => level.join(",")).join(" ")); // → 1,4 2,5
