import { matrix, randomGenerator } from "halfspace";

/** A small table with columns of very different units, a constant one when `constant`, and a bent target. */
export function randomTable(seed: number, rows: number, columns: number, constant = false) {
  const random = randomGenerator(seed);
  const units = Array.from({ length: columns }, (_, k) => [1, 1000, 0.01][k % 3]);
  const values = new Float64Array(rows * columns);
  const targets = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      const draw = random.gaussian();
      values[i * columns + k] = constant && k === 0 ? 3 : units[k] * (draw + 5);
      targets[i] += 10 * Math.abs(draw - 0.3 * k) + 0.1 * random.gaussian();
    }
    targets[i] += 50;
  }
  return { inputs: matrix(rows, columns, values), targets };
}
