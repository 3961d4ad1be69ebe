import { randomGenerator } from "halfspace";

/** n rows of four columns, one of them text, and a target of numbers and one of classes. */
export function beams(rows: number): string {
  const random = randomGenerator(9);
  const lines = ["length,width,material,load,verdict"];
  for (let j = 0; j < rows; j++) {
    const [length, width] = [random.gaussian(), random.gaussian()];
    const material = ["oak", "pine", "steel"][random.integer(3)];
    const load = Math.abs(length) + width * (material === "steel" ? 2 : 1) + 0.1 * random.gaussian();
    lines.push(`${length},${width},${material},${load},${load > 1 ? "holds" : "breaks"}`);
  }
  return lines.join("\n");
}
