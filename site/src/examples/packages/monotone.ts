// A network that may only rise with a column
import { monotoneWords, readTable, splitTable } from "@halfspace/tables";
import { train } from "halfspace";

const lines = Array.from({ length: 20 }, (_, row) => {
  const [area, distance] = [40 + ((row * 37) % 50), (row * 7) % 10];
  return `${area},${distance},${8 * area - 20 * Math.max(0, distance - 4)}`;
});
const table = await readTable(`area,distance,rent\n${lines.join("\n")}`);
const { record, train: training } = splitTable(table, "rent", { holdout: 0, seed: 1 });
// 1: never falls with this column; −1: never rises.
const monotone = [1, -1];
console.log(monotoneWords(record.encoding, monotone)); // → never falls in area; never rises in distance
const model = await train({ ...training, model: "relu", monotone, lambdaFraction: 0.2 });
const [small, large] = model.network.predict([
  [50, 3],
  [60, 3],
]);
console.log(small <= large); // → true
