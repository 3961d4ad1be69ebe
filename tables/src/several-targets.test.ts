import { expect, it } from "vitest";
import { readTable, splitTable, trainingRowsOf } from "./index.js";

const csv = `width,a,kind,b
1,10,x,100
2,20,y,200
3,30,x,
4,40,y,400
5,,x,500
6,60,y,600
`;
const table = () => readTable(new TextEncoder().encode(csv));
const options = { holdout: 0, seed: 1 } as const;

it("several targets: one row of numbers each, only where all are known, none among the features", async () => {
  const { record, train, notes } = splitTable(await table(), "a, b", options);
  expect(train.targets).toEqual([
    [10, 100],
    [20, 200],
    [40, 400],
    [60, 600],
  ]);
  expect(record.encoding.columns.map(({ name }) => name)).toEqual(["width", "kind"]);
  expect(record.encoding.target).toMatchObject({ name: "a", task: "regression", others: ["b"] });
  expect(notes.join(" ")).toContain("1 of 6 rows lack one of the targets b");
});

it("the training rows are found again, split or not", async () => {
  const wide = `u,v,w\n${Array.from({ length: 30 }, (_, row) => `${row},${row * 2},${row === 4 ? "" : row * 3}`).join("\n")}\n`;
  const given = await readTable(new TextEncoder().encode(wide));
  for (const holdout of [0, 0.25]) {
    const { record, train } = splitTable(given, "2,3", { holdout, seed: 5 });
    expect(trainingRowsOf(given, record)).toEqual(train);
  }
});

it("names what is wrong", async () => {
  const given = await table();
  expect(() => splitTable(given, "a,a", options)).toThrow(/"a" twice/);
  expect(() => splitTable(given, "a,none", options)).toThrow(/"none", and there is no such column/);
  expect(() => splitTable(given, "a,kind", options)).toThrow(/"kind" holds text/);
  expect(() => splitTable(given, "a,b", { ...options, task: "classification" })).toThrow(
    /several with the task classification/,
  );
  expect(() => splitTable(given, "a,b", { ...options, drop: ["b"] })).toThrow(/is a target/);
});

it("a column whose own name has a comma is one target", async () => {
  const given = await readTable(new TextEncoder().encode('x;"a,b"\n1;2.5\n2;3.5\n3;4.25\n'));
  expect(splitTable(given, "a,b", options).train.targets).toEqual([2.5, 3.5, 4.25]);
});
