import { type Loss, lossNames, namedLoss, type RandomGenerator } from "halfspace";
import { conicDelta, conicQuantile } from "./conic-losses.js";

/** One loss with random targets of its kind; the tests of losses run over all of them. */
export interface LossCase {
  readonly loss: Loss;
  readonly outputs: number;
  /** n×K */
  readonly targets: (random: RandomGenerator, n: number) => Float64Array;
}

/** Other than the defaults, where a default could hide a mistake. */
const parameters: Readonly<Record<string, Record<string, number>>> = {
  huber: { delta: conicDelta },
  quantile: { quantile: conicQuantile },
};

const drawn = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);
const kinds: Readonly<Record<Loss["targets"], Omit<LossCase, "loss">>> = {
  numbers: { outputs: 1, targets: (random, n) => random.gaussians(n) },
  counts: { outputs: 1, targets: (random, n) => drawn(n, () => random.integer(6)) },
  signs: { outputs: 1, targets: (random, n) => drawn(n, () => (random.uniform() < 0.4 ? -1 : 1)) },
  "one-hot": {
    outputs: 3,
    targets(random, n) {
      const out = new Float64Array(3 * n);
      for (let j = 0; j < n; j++) out[3 * j + random.integer(3)] = 1;
      return out;
    },
  },
};

/** Every loss of this version by its name, so that a new one is tested as soon as it has a name. */
export const lossCases: readonly LossCase[] = lossNames.map((name) => {
  const loss = namedLoss(name, parameters[name]);
  if (!loss) throw new Error(`${name} is listed but not known`);
  return { loss, ...kinds[loss.targets] };
});
