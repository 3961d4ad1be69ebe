import { encode, moduleOfRows, onnxOfRows, readingFor, readTable } from "@halfspace/tables";
import {
  hinge,
  huber,
  type Loss,
  logistic,
  poisson,
  predictLabels,
  quantile,
  randomGenerator,
  selectModel,
  squared,
  squaredHinge,
  type TrainOptions,
} from "halfspace";
import * as native from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { mixedAverage } from "../mixed-average.js";
import { feedsOf } from "../onnx-feeds.js";
import { churnRows, load, requireAgreement, trainOn } from "../raw-rows.js";

const pad = (value: number) => String(value).padStart(2, "0");
const germanDate = (moment: Date) =>
  `${pad(moment.getUTCDate())}.${pad(moment.getUTCMonth() + 1)}.${moment.getUTCFullYear()} ${pad(moment.getUTCHours())}:00`;

describe("exports take raw rows and predict as the library does", () => {
  const rows = churnRows(3, 120, (moment) => moment.toISOString());
  const losses: Record<string, [target: string, loss: Loss | undefined]> = {
    "squared, regression": ["spent", squared()],
    quantile: ["spent", quantile({ quantile: 0.4 })],
    huber: ["spent", huber({ delta: 20 })],
    poisson: ["calls", poisson()],
    logistic: ["left", logistic()],
    hinge: ["left", hinge()],
    "squared hinge": ["left", squaredHinge()],
    softmax: ["grade", undefined],
    "squared, classes": ["grade", squared()],
  };
  for (const [name, [target, loss]] of Object.entries(losses)) {
    it(name, async () => {
      await requireAgreement(await trainOn(rows, target, { loss }), rows);
    });
  }

  const kinds: Record<string, Partial<TrainOptions>> = {
    "plain neurons": { model: "relu" },
    "three layers": { layers: 3 },
    threshold: { activation: "threshold" },
    "leaky ReLU": { activation: "leaky-relu" },
    "absolute value": { activation: "absolute-value" },
    "generated gates": { model: "relu", gates: "generate", tolerance: 1e-2, timeLimit: 2 },
    "the q-family": { q: 1.5, tolerance: 1e-2 },
    "multiple kernel learning": { model: "mkl" },
    "calibrated on held-out rows": { lambdaFraction: undefined, fractions: [0.3, 0.05] },
  };
  for (const [name, options] of Object.entries(kinds)) {
    it(name, async () => {
      await requireAgreement(
        await trainOn(rows, name === "calibrated on held-out rows" ? "left" : "spent", options),
        rows,
      );
    });
  }

  for (const model of ["ntk", "gaussian"] as const) {
    it(`kernel ridge regression, ${model}`, async () => {
      const options = { model, gates: undefined, tolerance: 1e-6, lambdaFraction: 0.01 };
      // Rows of training among them, whose angle to themselves is 0.
      await requireAgreement(await trainOn(rows, "spent", options), rows, 1e-11);
      await requireAgreement(await trainOn(rows, "grade", { ...options, loss: squared() }), rows, 1e-11);
    });
  }

  it("averages of every family of models", async () => {
    for (const target of ["spent", "left"]) {
      const { split } = await trainOn(rows, target, {});
      const { encoding } = split.record;
      const labels = encoding.target.task === "classification" ? { labels: encoding.target.classes } : {};
      for (const family of [
        "neural-tangent",
        "relu-tangent",
        "gaussian",
        "laplace",
        "learned-metric",
        "reweighting",
        "q-family",
      ] as const) {
        const options = { families: [family], members: 3, gates: 10, folds: 2, repeats: 1 };
        const selection = await selectModel({ ...split.train, ...labels, ...options });
        const average = selection.candidates.find((candidate) => candidate.family === "average");
        const model = average ? await selection.refit(average) : selection.model;
        // The angle of the tangent kernels is exact to 1e-8 in ONNX where a row is that of training (`onnx-kernels.ts`).
        await requireAgreement({ model, split }, rows, family.endsWith("tangent") ? 1e-8 : 1e-9);
      }
      await requireAgreement({ model: await mixedAverage({ ...split.train, ...labels }), split }, rows, 1e-9);
    }
  });

  const dates: Record<string, (moment: Date) => string | number> = {
    "days first": germanDate,
    days: (moment) => moment.toISOString().slice(0, 10),
    milliseconds: (moment) => moment.getTime(),
    seconds: (moment) => moment.getTime() / 1000,
  };
  for (const [name, dateOf] of Object.entries(dates)) {
    it(`dates written as ${name}`, async () => {
      const written = churnRows(4, 90, dateOf).map(({ joined, ...row }) => ({ ...row, "joined date": joined }));
      const trained = await trainOn(written, "spent", {});
      expect(trained.split.record.encoding.columns.map(({ type }) => type)).toContain("date");
      await requireAgreement(trained, written);
    });
  }

  it("times on a clock, as text and as hours", async () => {
    const random = randomGenerator(13);
    const clocked = rows.map(({ output: _, ...row }, place) => {
      const [hour, minute] = [random.integer(24), String(random.integer(60)).padStart(2, "0")];
      const opens = place % 10 === 3 ? null : `${hour}:${minute}${place % 2 === 0 ? `:${minute}.5` : ""}`;
      const lasts = `${1 + (hour % 12)}:${minute} ${hour > 11 ? "p.m." : "AM"}`;
      return { ...row, opens, lasts, spent: 10 * hour + place };
    });
    const { model, split } = await trainOn(clocked, "spent", {});
    const { encoding } = split.record;
    expect(encoding.columns.filter(({ name }) => name === "opens" || name === "lasts")).toMatchObject([
      { type: "numeric" },
      { type: "numeric" },
    ]);
    await requireAgreement({ model, split }, clocked);
    const { module: text, types } = moduleOfRows(model, encoding);
    expect(types).toContain('readonly "opens": string | number | null;');
    const module = await load(text);
    expect(module.predict({ ...clocked[0], opens: 13.5 })).toBe(module.predict({ ...clocked[0], opens: "13:30" }));
    expect(() => module.predict({ ...clocked[0], opens: "13:75" })).toThrow(/in "opens"; expected hours, or a time/);
  });

  it("numbers far outside what training saw", async () => {
    const trained = await trainOn(rows, "spent", {});
    const { encoding } = trained.split.record;
    const sizes = [0.5, 3, 1000, -1000];
    const far = sizes.flatMap((size) => rows.slice(0, 5).map((row) => ({ ...row, visits: size * Number(row.visits) })));
    await requireAgreement(trained, [...rows, ...far]);
    const module = await load(moduleOfRows(trained.model, encoding).module);
    expect(module.predict({ ...rows[0], visits: 1e9 })).toBe(module.predict({ ...rows[0], visits: 1e6 }));
  });

  it("labels that are numbers, and true and false, come back as they came", async () => {
    for (const name of ["number", "truth"]) {
      const labelled = rows.map(({ left, ...row }) => ({
        ...row,
        left: name === "number" ? (left === "yes" ? 4 : -1) : left === "yes",
      }));
      const { model, split } = await trainOn(labelled, "left", {});
      const { encoding } = split.record;
      const module = await load(moduleOfRows(model, encoding).module);
      expect(typeof module.predict(labelled[0])).toBe(name === "number" ? "number" : "boolean");
      const bytes = onnxOfRows(model, encoding);
      const session = await native.InferenceSession.create(bytes);
      const { label } = await session.run(
        feedsOf(bytes, encoding, await readTable(JSON.stringify(labelled), readingFor(encoding))),
      );
      expect(Array.from(label.data as ArrayLike<unknown>, String)).toEqual(
        predictLabels(model, encode(encoding, await readTable(JSON.stringify(labelled), readingFor(encoding)))).map(
          String,
        ),
      );
    }
  });
});

describe("an ES module refuses what the library refuses, by name", async () => {
  const rows = churnRows(3, 80, (moment) => moment.toISOString());
  const trained = trainOn(rows, "spent", {});
  const good = rows[0];
  const wrong: [string, unknown, RegExp][] = [
    [
      "a field that is misspelt",
      { ...good, visits: undefined, vists: 3 },
      /no field "visits"; expected "monthly fee", /,
    ],
    ["NaN", { ...good, visits: Number.NaN }, /got NaN in "visits"; expected a finite number, or null/],
    ["an infinity", { ...good, visits: -Infinity }, /got -Infinity in "visits"/],
    ["a word for a number", { ...good, visits: "many" }, /got "many" in "visits"; expected a finite number/],
    ["a number for a word", { ...good, plan: 7 }, /got 7 in "plan"; expected text such as/],
    ["a word for a truth", { ...good, active: "maybe" }, /got "maybe" in "active"; expected true or false/],
    ["a date of another form", { ...good, joined: "soon" }, /got "soon" in "joined"; expected a date \(year first\)/],
    ["an object", { ...good, plan: {} }, /in "plan"; expected text/],
    ["no row", null, /expected an object/],
  ];
  for (const [name, row, message] of wrong) {
    it(name, async () => {
      const { model, split } = await trained;
      const module = await load(moduleOfRows(model, split.record.encoding).module);
      expect(() => module.predict(row)).toThrow(message);
      expect(() => module.predict([good, row])).toThrow(/^row 2: /);
    });
  }

  it("and takes what the library takes: text of numbers, Dates, markers of missing values, more fields", async () => {
    const { model, split } = await trained;
    const module = await load(moduleOfRows(model, split.record.encoding).module);
    const same = [
      { ...good, visits: ` ${good.visits} `, joined: new Date(String(good.joined)), more: 1 },
      { ...good, active: String(good.active).toUpperCase() },
    ];
    for (const row of same) expect(module.predict(row)).toBe(module.predict(good));
    const missing = [null, "", "n/a", "NaN", "-", "unknown"].map((visits) => module.predict({ ...good, visits }));
    expect(new Set(missing).size).toBe(1);
  });
});
