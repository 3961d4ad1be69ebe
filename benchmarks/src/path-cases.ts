import { messages } from "@halfspace/reproduction/made-tables";
import {
  type GatedReluProgram,
  gatedReluProgram,
  lambdaMax,
  logistic,
  type Matrix,
  matrix,
  type RandomGenerator,
  randomGenerator,
  type SmoothLoss,
  sampleArrangement,
  softmax,
  squared,
} from "halfspace";
import { solvePath } from "halfspace/solvers";
import { type Prepared, randomProblem, referenceProblem } from "./problems.js";
import type { Row } from "./report.js";

/**
 * Whole paths, by `solvePath`, loose (proved gaps of 3.5e-2 and 1e-2) and tight (1e-6), beside the seconds of adelie 1.1.53
 * (C++, block coordinate descent) at the tolerance whose last point is within 1e-2 of the optimum, and beside ours of f8becad; both were measured
 * beforehand on a like machine. Every point is compared with an optimum that is solved to 1e-9: at a gap of 3.5e-2 it may be further off than 1e-2.
 */
interface PathCase extends Stated {
  readonly name: string;
  readonly smallest: number;
  readonly points: number;
  /** Seconds measured beforehand; null where there is none. */
  readonly adelie: number | null;
  /** Seconds of our own at f8becad: loose, where adelie has none, and tight. */
  readonly before: readonly [loose: number | null, tight: number];
}

/** Rows, gates and a loss. */
interface Stated extends Omit<Prepared, "targets"> {
  readonly targets: Float64Array | Matrix;
  readonly loss: SmoothLoss;
}

const looseGaps = [3.5e-2, 1e-2];
const tightGap = 1e-6;

/** @returns a row a case and gap; all of them, or those named */
export async function pathCases(tiny: boolean, only: readonly string[] | undefined): Promise<Row[]> {
  const rows: Row[] = [];
  for (const asked of casesOf(tiny)) if (!only || only.includes(asked.name)) rows.push(...(await measured(asked)));
  return rows;
}

function casesOf(tiny: boolean): PathCase[] {
  if (tiny) {
    const tinyCase = { ...randomProblem(60, 4, 30), name: "tiny", loss: squared(), smallest: 0.1, points: 3 };
    return [{ ...tinyCase, adelie: null, before: [null, 1] }];
  }
  const [a1, b] = (["a1", "b"] as const).map((name) => referenceProblem(name));
  const large = { ...randomProblem(1000, 50, 5000), loss: squared() };
  const squaredOf = (problem: Prepared | undefined, rest: Omit<PathCase, keyof Stated>): PathCase[] =>
    problem ? [{ ...problem, loss: squared(), ...rest }] : [];
  return [
    ...squaredOf(a1, { name: "a1", smallest: 0.01, points: 20, adelie: 0.16, before: [null, 0.78] }),
    ...squaredOf(b, { name: "b to 0.1", smallest: 0.1, points: 10, adelie: 0.14, before: [null, 0.48] }),
    ...squaredOf(b, { name: "b to 0.01", smallest: 0.01, points: 20, adelie: 0.27, before: [null, 1.31] }),
    ...squaredOf(b, { name: "b to 0.001", smallest: 0.001, points: 30, adelie: 1.63, before: [null, 2.46] }),
    { ...large, name: "large to 0.01", smallest: 0.01, points: 20, adelie: 1.14, before: [null, 2.25] },
    { ...large, name: "large to 0.001", smallest: 0.001, points: 30, adelie: 1.42, before: [null, 3.53] },
    { ...wordRows(), name: "logistic", smallest: 0.001, points: 16, adelie: 1.84, before: [null, 5.67] },
    { ...sixClusters(), name: "softmax", smallest: 0.001, points: 16, adelie: null, before: [4.2, 5.9] },
  ];
}

async function measured(asked: PathCase): Promise<Row[]> {
  const { name, points, adelie, before, inputs, targets, arrangement, loss, smallest } = asked;
  const program = gatedReluProgram({ inputs, targets, arrangement, loss, lambda: 1 });
  const largest = lambdaMax(program);
  const lambdas = Array.from({ length: points }, (_, k) => largest * smallest ** (k / (points - 1)));
  const follow = (tolerance: number) => followed(program, lambdas, tolerance);
  const optima = (await follow(1e-9)).objectives;
  const gaps = [...looseGaps, tightGap];
  const turns: Path[][] = gaps.map(() => []);
  for (let turn = 0; turn < 3; turn++) for (const [k, gap] of gaps.entries()) turns[k].push(await follow(gap));
  program.operator.dispose();
  const size = `${name} (${inputs.rows} × ${inputs.columns}, ${arrangement.maskCount} gates, ${points} points)`;
  const own = "ours at f8becad";
  return gaps.map((gap, k) => {
    const besideLoose: Reference = adelie === null ? [own, before[0]] : ["adelie", adelie];
    return rowOf(`${size}, gap ${gap}`, turns[k], gap === tightGap ? [own, before[1]] : besideLoose, optima);
  });
}

async function followed(
  program: GatedReluProgram<SmoothLoss>,
  lambdas: readonly number[],
  tolerance: number,
): Promise<Path> {
  const [begin, used] = [performance.now(), process.cpuUsage()];
  const solutions = await solvePath(program, lambdas, { tolerance });
  const { user, system } = process.cpuUsage(used);
  return {
    objectives: solutions.map(({ certificate }) => certificate.primalObjective),
    passes: solutions.reduce((sum, { pricingPasses }) => sum + pricingPasses, 0),
    wall: (performance.now() - begin) / 1000,
    processor: (user + system) / 1e6,
  };
}

interface Path {
  readonly objectives: readonly number[];
  readonly passes: number;
  readonly wall: number;
  readonly processor: number;
}

type Reference = readonly [name: string, seconds: number | null];

function rowOf(
  name: string,
  turns: readonly Path[],
  [reference, referenceSeconds]: Reference,
  optima: readonly number[],
): Row {
  const walls = turns.map(({ wall }) => wall).sort((a, b) => a - b);
  const processor = turns.map((turn) => turn.processor).sort((a, b) => a - b)[1];
  const { objectives, passes } = turns[0];
  const worst = Math.max(...objectives.map((objective, at) => objective / optima[at] - 1)).toExponential(1);
  return {
    ...{ case: name, seconds: walls[1], leastSeconds: walls[0], reference, referenceSeconds },
    ratio: referenceSeconds === null ? null : walls[1] / referenceSeconds,
    note: `at most ${worst} above the optimum, ${passes} passes, ${processor.toFixed(2)} s of processor time`,
  };
}

/** Word frequencies of 1,200 messages, standardised, with a column of ones. */
function wordRows(): Stated {
  const { columns } = messages(1200);
  const [kinds, ...features] = [columns.at(-1)!, ...columns.slice(0, -1)];
  const values = features.map((cells) => standardised(cells.map(Number)));
  const targets = Float64Array.from(kinds, (kind) => (kind === "spam" ? 1 : -1));
  return withGates([...values, Float64Array.from(kinds, () => 1)], { targets, loss: logistic() }, 500);
}

/** 400 rows of six overlapping clusters in eight columns, with a column of ones. */
function sixClusters(): Stated {
  const random = randomGenerator(6);
  const [n, classes, d] = [400, 6, 8];
  const centres = Array.from({ length: 2 * classes }, () => random.gaussians(d));
  const rows = Array.from({ length: n }, (_, row) => rowNear(random, centres[row % centres.length]));
  const targets = matrix(n, classes);
  for (let row = 0; row < n; row++) targets.values[row * classes + (row % classes)] = 1;
  const columns = Array.from({ length: d }, (_, k) => standardised(rows.map((cells) => cells[k])));
  const ones = new Float64Array(n).fill(1);
  return withGates([...columns, ones], { targets, loss: softmax() }, 300);
}

function rowNear(random: RandomGenerator, centre: Float64Array): number[] {
  return Array.from(centre, (value) => value + 0.8 * random.gaussian());
}

function standardised(cells: readonly number[]): Float64Array {
  const mean = cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
  const scale = Math.sqrt(cells.reduce((sum, cell) => sum + (cell - mean) ** 2, 0) / cells.length) || 1;
  return Float64Array.from(cells, (cell) => (cell - mean) / scale);
}

function withGates(columns: readonly Float64Array[], rest: Pick<Stated, "targets" | "loss">, count: number): Stated {
  const [n, d] = [columns[0].length, columns.length];
  const inputs = matrix(n, d);
  for (const [k, column] of columns.entries()) {
    column.forEach((value, row) => {
      inputs.values[row * d + k] = value;
    });
  }
  return { inputs, ...rest, arrangement: sampleArrangement(inputs, { count, seed: 1 }) };
}
