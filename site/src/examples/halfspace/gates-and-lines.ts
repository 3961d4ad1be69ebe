// Ways of drawing gates, and a straight line to compare with
import {
  type GateStrategy,
  gateStrategies,
  type StraightLine,
  score,
  straightLine,
  train,
} from "halfspace";

const inputs = Array.from({ length: 80 }, (_, row) => [(row % 8) / 2, Math.floor(row / 8) / 3]);
const targets = inputs.map(([first, second]) => first * second);
const strategies: readonly GateStrategy[] = gateStrategies;
console.log(strategies.join(" ")); // → gaussian data-differences sparse mixed quantile

const rms = (model: Parameters<typeof score>[0]) =>
  (score(model, inputs, targets) as { rmse: number }).rmse;
const network = await train({
  inputs,
  targets,
  gates: 100,
  gateStrategy: "gaussian",
  lambdaFraction: 0.001,
});
const line: StraightLine | undefined = await straightLine({ inputs, targets });
console.log(line !== undefined && rms(network) < rms(line) / 10); // → true
