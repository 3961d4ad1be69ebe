// Would an equally good model say something else?
import { predictionRange, type RangedRow, train } from "halfspace";

const inputs = Array.from({ length: 40 }, (_, row) => [(row % 8) / 4, Math.floor(row / 8) / 3]);
const targets = inputs.map(
  ([first, second]) => Math.max(0, first - second) + ((first * 4) % 3) / 10,
);
const model = await train({ inputs, targets, gates: 30, lambdaFraction: 0.05 });
// All models on these gates whose training objective is at most 1 % worse.
const range = await predictionRange(model, inputs, targets, [[1, 0.5]], { within: 0.01 });
const [{ outputs }]: readonly RangedRow[] = range.rows;
const [prediction] = model.network.predict([[1, 0.5]]);
const [{ least, greatest }] = outputs;
console.log(least.bound <= prediction && prediction <= greatest.bound); // → true
console.log(greatest.bound - least.bound < 1); // → true
