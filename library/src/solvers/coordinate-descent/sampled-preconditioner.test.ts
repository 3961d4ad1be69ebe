import { describe, expect, it } from "vitest";
import { sampleArrangement } from "../../arrangements/sample.js";
import type { BlockOperator } from "../../linear-algebra/block-operator.js";
import { norm } from "../../linear-algebra/vectors.js";
import { squared } from "../../losses/squared.js";
import { gatedReluProgram } from "../../programs/gated-relu.js";
import { randomGenerator } from "../../random/generator.js";
import type { RowCurvature } from "./row-curvature.js";
import { sampledPreconditioner } from "./sampled-preconditioner.js";
import { RowSample } from "./sampled-rows.js";

const [n, d, p] = [150, 3, 9];
const gates = Int32Array.of(0, 2, 3, 5, 8);

/** A system on some gates with made-up blocks and curvatures, and the sample of the first and the last group of rows. */
function system(outputs: number, coupled: boolean, hasConstant: boolean) {
  const random = randomGenerator(10 * outputs + Number(hasConstant));
  const inputs = { rows: n, columns: d, values: random.gaussians(n * d) };
  const program = gatedReluProgram({
    inputs,
    targets: { rows: n, columns: outputs, values: random.gaussians(n * outputs) },
    arrangement: sampleArrangement(inputs, { count: p, seed: 3 }),
    loss: squared(),
    lambdaFraction: 0.1,
  });
  const rows = Int32Array.from({ length: 64 + 22 }, (_, j) => (j < 64 ? j : 64 + j));
  const sample = {
    operator: (program.operator.onRowGroups as (groups: Int32Array) => BlockOperator)(Int32Array.of(0, 2)),
    rows,
    factor: n / 86,
  };
  const size = d * outputs;
  const blocks = random.gaussians(gates.length * size);
  const lengths = Float64Array.from(gates, (_, a) => norm(blocks, a * size, (a + 1) * size));
  const units = blocks.map((value, k) => value / lengths[Math.floor(k / size)]);
  const diagonal = random.gaussians(n * outputs).map((value) => 0.1 + value * value);
  const curvature: RowCurvature = {
    diagonal,
    outputs,
    coupled,
    constant: hasConstant ? new Float64Array(1) : undefined,
  };
  return {
    program,
    sample,
    penalty: { gates, units, stiffness: lengths.map((value) => 2 / value), damping: 0.1, curvature },
  };
}

/** M v, from its definition. */
function product({ sample, penalty }: ReturnType<typeof system>, v: Float64Array): Float64Array {
  const { operator, rows, factor } = sample;
  const { units, stiffness, damping, curvature } = penalty;
  const { outputs, diagonal, coupled } = curvature;
  const weights = Float64Array.from(rows, (row) => {
    const own = diagonal.subarray(row * outputs, (row + 1) * outputs);
    const total = own.reduce((sum, value) => sum + value, 0);
    const squares = own.reduce((sum, value) => sum + value * value, 0);
    return factor * (coupled ? (total - squares / total) / (outputs - 1) : total / outputs);
  });
  const u = new Float64Array(rows.length * outputs);
  operator.forward(v, outputs, gates, u);
  for (let k = 0; k < outputs; k++) {
    let [sum, mass] = [0, 0];
    rows.forEach((_, j) => {
      sum += weights[j] * u[j * outputs + k];
      mass += weights[j];
    });
    const shift = curvature.constant ? sum / mass : 0;
    rows.forEach((_, j) => {
      u[j * outputs + k] = weights[j] * (u[j * outputs + k] - shift);
    });
  }
  const out = new Float64Array(v.length);
  operator.transpose(u, outputs, gates, out);
  const size = v.length / gates.length;
  gates.forEach((_, a) => {
    let along = 0;
    for (let k = a * size; k < (a + 1) * size; k++) along += units[k] * v[k];
    for (let k = a * size; k < (a + 1) * size; k++) {
      out[k] += stiffness[a] * (1.001 * v[k] - (1 - damping) * along * units[k]);
    }
  });
  return out;
}

describe("a preconditioner from a sample of the rows", () => {
  for (const [outputs, coupled] of [
    [1, false],
    [3, false],
    [4, true],
  ] as const) {
    for (const hasConstant of [false, true]) {
      it(`is the inverse of what it says: ${outputs} outputs${coupled ? ", coupled" : ""}${hasConstant ? ", constant" : ""}`, () => {
        const given = system(outputs, coupled, hasConstant);
        const v = randomGenerator(5).gaussians(gates.length * d * outputs);
        const out = new Float64Array(v.length);
        sampledPreconditioner(given.sample, given.penalty)?.(product(given, v), out);
        const error = out.map((value, k) => value - v[k]);
        expect(norm(error)).toBeLessThan(1e-9 * norm(v));
      });
    }
  }

  it("is made where it is wanted and costs little beside the products, of at most 2048 rows", () => {
    const { program } = system(1, false, false);
    const sized = (sampleCount: number, blockSize: number) => {
      const operator: BlockOperator = {
        ...program.operator,
        sampleCount,
        blockSize,
        onRowGroups: () => program.operator,
      };
      return new RowSample({ ...program, operator, data: { ...program.data, sampleCount } }, undefined);
    };
    const many = sized(30_000, 100);
    expect(many.rowsFor(300)).toBeUndefined();
    many.isWanted = true;
    expect(many.rowsFor(300)?.rows.length).toBe(2048);
    const narrow = sized(1000, 2);
    narrow.isWanted = true;
    expect(narrow.rowsFor(3)).toBeUndefined();
  });
});
