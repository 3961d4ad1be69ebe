import {
  type Label,
  predictProbabilities,
  type RandomGenerator,
  randomGenerator,
  type SelectedModel,
  type SelectOptions,
  selectModel,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";

/**
 * What `selectModel` chooses, beside the best model of every family that it tried, on fresh rows of small seeded tables, table by table. None in every
 * run, because each table takes seconds; HALFSPACE_PROBLEMS=36 takes six tables of six kinds and prints what it found.
 */
const tables = problemCount(0);
const rows = 150;
const freshRows = 1000;

type Row = readonly number[];
interface Maker {
  readonly columns: number;
  target(row: Row, random: RandomGenerator): number | string;
}

const makers: Record<string, Maker> = {
  smooth: { columns: 6, target: ([a, b, c, d], r) => Math.sin(2 * a) + b * c + (d * d) / 2 + 0.3 * r.gaussian() },
  hinges: { columns: 5, target: ([a, b, c], r) => Math.max(0, a + b) - Math.abs(c) + 0.5 * r.gaussian() },
  plane: { columns: 8, target: ([a, b, c], r) => a - 2 * b + 0.5 * c + r.gaussian() },
  "two bent classes": {
    columns: 4,
    target: ([a, b], r) => (Math.abs(a) - b + 0.5 * r.gaussian() > 0.5 ? "yes" : "no"),
  },
  "two sides of a plane": { columns: 10, target: ([a, b, c], r) => (a + b - c + r.gaussian() > 0 ? "yes" : "no") },
  "three classes": {
    columns: 4,
    target([a, b, c], r) {
      const value = a * b + c + 0.4 * r.gaussian();
      return value < -0.5 ? "low" : value < 0.8 ? "middle" : "high";
    },
  },
};

interface Drawn {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (number | string)[];
}

function drawn({ columns, target }: Maker, count: number, random: RandomGenerator): Drawn {
  const inputs = Array.from({ length: count }, () => [...random.gaussians(columns)]);
  return { inputs, targets: inputs.map((row) => target(row, random)) };
}

/** Of numbers the squared error as a share of the variance, of classes the log loss. */
function lossOn(model: SelectedModel, { inputs, targets }: Drawn): number {
  const { labels } = model;
  if (labels) {
    const { values } = predictProbabilities(model, inputs as number[][]);
    const places = targets.map((label, row) => row * labels.length + labels.indexOf(label as Label));
    return meanOf(places.map((place) => -Math.log(values[place])));
  }
  const outputs = model.network.predict(inputs as number[][]);
  const numbers = targets as readonly number[];
  const centre = meanOf(numbers);
  return (
    meanOf(numbers.map((value, row) => (value - outputs[row]) ** 2)) /
    meanOf(numbers.map((value) => (value - centre) ** 2))
  );
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function errorOf(values: readonly number[]): number {
  const centre = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1) / values.length);
}

/** The loss of what was chosen and of the best model of each family; "best member" is the one of the best score on held-out rows. */
async function lossesOf(maker: Maker, seed: number): Promise<ReadonlyMap<string, number>> {
  const random = randomGenerator(900 + seed);
  const [learned, fresh] = [drawn(maker, rows, random), drawn(maker, freshRows, random)];
  const selection = await selectModel({ ...(learned as unknown as SelectOptions), seed });
  const losses = new Map([["auto", lossOn(selection.model, fresh)]]);
  for (const candidate of selection.candidates) {
    const { family } = candidate;
    if (losses.has(family) || family === "combination") continue;
    const loss = lossOn(await selection.refit(candidate), fresh);
    losses.set(family, loss);
    if (!losses.has("best member") && family !== "average") losses.set("best member", loss);
  }
  return losses;
}

describe.skipIf(tables === 0)("what is chosen, beside its members", () => {
  it("is never behind the best of them by more than noise, and ahead of each on average", {
    timeout: 7_200_000,
  }, async () => {
    const found: ReadonlyMap<string, number>[] = [];
    const kinds = Object.entries(makers);
    for (let k = 0; k < tables; k++) {
      const [name, maker] = kinds[k % kinds.length];
      const losses = await lossesOf(maker, 1 + Math.floor(k / kinds.length));
      found.push(losses);
      console.log(name, [...losses].map(([family, loss]) => `${family} ${loss.toFixed(4)}`).join(", "));
    }
    const names = new Set(found.flatMap((losses) => [...losses.keys()]));
    for (const name of [...names].filter((each) => each !== "auto")) {
      const behind = found.flatMap((losses) => {
        const own = losses.get(name);
        return own === undefined ? [] : [(losses.get("auto") as number) - own];
      });
      const [mean, error] = [meanOf(behind), errorOf(behind)];
      console.log(
        `auto − ${name}: ${mean.toFixed(4)} ± ${error.toFixed(4)} on ${behind.length} tables, ahead on ${behind.filter((each) => each < 0).length}, most behind ${Math.max(...behind).toFixed(4)}`,
      );
      expect(mean, name).toBeLessThan(2 * error);
    }
  });
});
