import { type AnyModel, type GroupChange, nearestChange, randomGenerator, train, type WantedOutcome } from "halfspace";
import { describe, expect, it } from "vitest";
import { explainedModels, explainedTable } from "./models.js";

/** Two numbers and a word of two levels. */
function smallTable(seed: number) {
  const random = randomGenerator(seed);
  const inputs = Array.from({ length: 60 }, () => {
    const level = random.integer(2);
    return [random.gaussian(), 10 * random.gaussian(), level, 1 - level];
  });
  const signal = inputs.map(([a, b, c]) => Math.max(0, a + b / 10) - Math.abs(a) + 0.7 * c);
  return { inputs, signal };
}

const groups = [1, 1, 2];
const bounded: GroupChange[] = [
  { kind: "number", least: -3, most: 3 },
  { kind: "number", least: -30, most: 30 },
  {
    kind: "choice",
    choices: [
      [0, 1],
      [1, 0],
    ],
  },
];

const says = ({ network }: AnyModel, wanted: WantedOutcome, rows: number[][]) => {
  const predicted = network.predict(rows);
  return (row: number) =>
    "label" in wanted
      ? (predicted[row] > 0 ? "yes" : "no") === wanted.label
      : predicted[row] >= (wanted.atLeast ?? -1e300) && predicted[row] <= (wanted.atMost ?? 1e300);
};

/** The least distance over a grid of both numbers and both levels. */
function nearestOnGrid(model: AnyModel, x: number[], wanted: WantedOutcome): number {
  const { factor } = model.network.columns;
  const steps = 160;
  const rows = [0, 1].flatMap((level) =>
    Array.from({ length: (steps + 1) ** 2 }, (_, at) => [
      -3 + (6 * (at % (steps + 1))) / steps,
      -30 + (60 * Math.floor(at / (steps + 1))) / steps,
      ...[level, 1 - level],
    ]),
  );
  const holds = says(model, wanted, rows);
  return rows.reduce((best, [a, b, level], row) => {
    const distance = Math.abs(a - x[0]) * factor[0] + Math.abs(b - x[1]) * factor[1] + (level === x[2] ? 0 : 1);
    return distance < best && holds(row) ? distance : best;
  }, Number.POSITIVE_INFINITY);
}

describe("the nearest row with another outcome", () => {
  const { inputs, signal } = smallTable(4);
  const half = (6 / 160) * 2;
  const cases: [string, Parameters<typeof train>[0], WantedOutcome][] = [
    ["gated ReLU", { inputs, targets: signal, gates: 30, lambdaFraction: 0.02 }, { atLeast: 0.9 }],
    ["plain neurons", { inputs, targets: signal, model: "relu", gates: 30, lambdaFraction: 0.02 }, { atMost: -0.6 }],
    ["a band", { inputs, targets: signal, gates: 30, lambdaFraction: 0.02 }, { atLeast: 0.5, atMost: 0.6 }],
    [
      "two classes",
      { inputs, targets: signal.map((value) => (value > 0.3 ? "yes" : "no")), gates: 30, lambdaFraction: 0.05 },
      { label: "yes" },
    ],
  ];

  for (const [name, options, wanted] of cases) {
    it(`${name}: holds by the model itself, is no farther than any row of a grid, and its bound is true`, async () => {
      const model = await train({ ...options, fresh: 0 });
      for (const x of inputs.slice(0, 5)) {
        const grid = nearestOnGrid(model, x, wanted);
        const found = nearestChange(model, [x], { wanted, groups, changes: bounded });
        expect(found.method).toBe("pieces");
        if (!found.row) {
          expect(grid).toBe(Number.POSITIVE_INFINITY);
          continue;
        }
        expect(says(model, wanted, [[...found.row]])(0)).toBe(true);
        expect(found.isNearest).toBe(true);
        // Few digits may cost 1 %.
        expect(found.distance).toBeLessThanOrEqual(1.011 * grid + 1e-5);
        expect(found.distance).toBeGreaterThanOrEqual(Math.min(grid, found.distance + 1) - half * 2 - 0.05);
        expect(found.atLeast).toBeLessThanOrEqual(Math.min(grid, found.distance));
      }
    });
  }

  it("a search that is cut says a bound that is true, and a fixed column stays", async () => {
    const model = await train({ ...cases[0][1], fresh: 0 });
    const changes = [{ kind: "fixed" as const }, ...bounded.slice(1)];
    for (const x of inputs.slice(5, 10)) {
      const options = { wanted: cases[0][2], groups, changes };
      const whole = nearestChange(model, [x], options);
      const cut = nearestChange(model, [x], { ...options, pieces: 3 });
      if (whole.row) expect(whole.row[0]).toBe(x[0]);
      expect(cut.atLeast).toBeLessThanOrEqual(whole.distance);
    }
  });

  it("every kind of model gives a row that holds by its own prediction", async () => {
    const table = explainedTable(3, 40);
    const choice = {
      kind: "choice" as const,
      choices: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    };
    const changes: GroupChange[] = [{ kind: "number" }, { kind: "number" }, choice, { kind: "fixed" }];
    for (const [name, make] of Object.entries(explainedModels)) {
      const model = await make(table.inputs);
      const x = table.inputs[1];
      const [value] = model.network.predict([x]);
      const wanted: WantedOutcome = model.labels
        ? { label: model.labels[name === "three classes" ? 2 : value > 0 ? 0 : 1] }
        : { atLeast: value + 0.3 };
      const found = nearestChange(model, [x], { wanted, groups: table.groups, changes, pieces: 200 });
      expect([name, found.row !== null]).toEqual([name, true]);
      if (!model.labels && found.row)
        expect(model.network.predict([[...found.row]])[0]).toBeGreaterThanOrEqual(value + 0.3);
      expect(found.row?.slice(5)).toEqual(Float64Array.from(x.slice(5)));
    }
  });

  it("is refused in one line where the outcome is none of the model", async () => {
    const model = await train({ ...cases[0][1], fresh: 0 });
    const ask = (wanted: WantedOutcome) => () => nearestChange(model, [inputs[0]], { wanted });
    expect(ask({ label: "yes" })).toThrow(/a class of a regression/);
    expect(ask({})).toThrow(/no bound/);
    expect(ask({ atLeast: 2, atMost: 1 })).toThrow(/bounds in order/);
  });
});
