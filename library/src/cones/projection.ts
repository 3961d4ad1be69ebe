import type { Arrangement } from "../arrangements/arrangement.js";
import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { maskWords } from "../numerics/index.js";
import { gamma, lengthAbove, nextUp, underflow } from "../numerics/rigorous/index.js";
import { type HalfSpaces, PolyhedronProjector } from "./polyhedron.js";

/**
 * K_i = {w : (2D_i − I)Xw ≥ 0}, the directions whose ReLU pattern on the table is mask i (3).
 *
 * The cone is an intersection of half-spaces with unit normals ±x_j/‖x_j‖. A zero row of the table binds nothing.
 * `select` picks the gate.
 */
export class MaskCones implements HalfSpaces {
  readonly dimension: number;
  private readonly directions: Float64Array;
  private readonly sampleCount: number;
  private readonly words: number;
  private first = 0;
  private readonly suspects: Int32Array;
  private suspectCount = 0;

  constructor(
    private readonly inputs: Matrix,
    private readonly masks: Uint32Array,
  ) {
    this.dimension = inputs.columns;
    this.sampleCount = inputs.rows;
    this.words = maskWords(inputs.rows);
    this.directions = unitRows(inputs);
    this.suspects = new Int32Array(inputs.rows);
  }

  select(gate: number): void {
    this.first = gate * this.words;
    this.suspectCount = 0;
  }

  /** Looks first at the rows that were violated when last looked at, and at all rows once none of these is. */
  mostViolated(x: Float64Array, tolerance: number): number {
    const { suspects } = this;
    let worst = -tolerance;
    let row = -1;
    let kept = 0;
    for (let i = 0; i < this.suspectCount; i++) {
      const slack = this.slack(suspects[i], x);
      if (!(slack < -tolerance)) continue;
      suspects[kept++] = suspects[i];
      if (slack < worst) {
        worst = slack;
        row = suspects[i];
      }
    }
    this.suspectCount = kept;
    if (row >= 0) return row;
    for (let j = 0; j < this.sampleCount; j++) {
      const slack = this.slack(j, x);
      if (!(slack < -tolerance)) continue;
      suspects[this.suspectCount++] = j;
      if (slack < worst) {
        worst = slack;
        row = j;
      }
    }
    return row;
  }

  private slack(row: number, x: Float64Array): number {
    const { directions, dimension: d } = this;
    let sum = 0;
    for (let k = 0, at = row * d; k < d; k++, at++) sum += directions[at] * x[k];
    return (this.masks[this.first + (row >> 5)] >>> (row & 31)) & 1 ? sum : -sum;
  }

  /** Whether the selected mask holds row j. */
  isOpen(row: number): boolean {
    return ((this.masks[this.first + (row >> 5)] >>> (row & 31)) & 1) === 1;
  }

  /** out = ±x_j of the table itself, pointing into the cone's half-space; returns about 1/‖x_j‖. */
  tableRow(index: number, out: Float64Array): number {
    const { inputs, masks, first, dimension: d } = this;
    const open = (masks[first + (index >> 5)] >>> (index & 31)) & 1;
    let square = 0;
    for (let k = 0; k < d; k++) {
      out[k] = open ? inputs.values[index * d + k] : -inputs.values[index * d + k];
      square += out[k] * out[k];
    }
    return square > 0 ? 1 / Math.sqrt(square) : 0;
  }

  row(index: number, out: Float64Array): number {
    const { directions, masks, first, dimension: d } = this;
    const open = (masks[first + (index >> 5)] >>> (index & 31)) & 1;
    for (let k = 0; k < d; k++) out[k] = open ? directions[index * d + k] : -directions[index * d + k];
    return 0;
  }
}

/** x_j/‖x_j‖, n×d; zero rows stay zero. */
export function unitRows({ rows, columns, values }: Matrix): Float64Array {
  const out = new Float64Array(values.length);
  for (let j = 0; j < rows; j++) {
    // Scaled by the largest entry first, so that huge and tiny rows neither overflow nor vanish.
    let largest = 0;
    for (let k = j * columns; k < (j + 1) * columns; k++) largest = Math.max(largest, Math.abs(values[k]));
    if (largest === 0) continue;
    let square = 0;
    for (let k = j * columns; k < (j + 1) * columns; k++) square += (values[k] / largest) ** 2;
    const length = Math.sqrt(square);
    for (let k = j * columns; k < (j + 1) * columns; k++) out[k] = values[k] / largest / length;
  }
  return out;
}

/** The projection of a vector a on a cone K, with what proves it. */
export interface ConeProjection {
  /** Π_K(a), length d. */
  readonly projection: Float64Array;
  /** Never below ‖Π_K(a)‖: ‖a − q‖ for an element q of the polar cone that is at hand, so inexact work cannot fake a certificate. */
  readonly upperBound: number;
  /** Rows of the table that hold the projection to the boundary of the cone, and their multipliers (of unit normals). */
  readonly rows: Int32Array;
  readonly multipliers: Float64Array;
}

/**
 * Projects a vector on the cone K_i of one mask of an arrangement.
 * @param inputs n×d, the table the arrangement was made on
 * @param vector length d
 * @returns the projection, an upper bound of its length, and the rows that hold it with their multipliers
 * @throws InputError when shapes do not fit or there is no such gate
 */
export function projectOnCone(
  inputs: MatrixLike,
  arrangement: Arrangement,
  gate: number,
  vector: ArrayLike<number>,
): ConeProjection {
  const x = toMatrix(inputs, "inputs");
  requireFitting(x, arrangement, gate, vector);
  const cones = new MaskCones(x, arrangement.masks);
  cones.select(gate);
  const projector = new PolyhedronProjector(x.columns);
  const a = Float64Array.from(vector);
  projector.project(cones, a);
  return {
    projection: projector.point.slice(),
    upperBound: polarBound(cones, projector, a),
    rows: projector.rows.slice(0, projector.rowCount),
    multipliers: projector.multipliers.slice(0, projector.rowCount),
  };
}

function requireFitting(x: Matrix, arrangement: Arrangement, gate: number, vector: ArrayLike<number>): void {
  if (x.rows !== arrangement.sampleCount || x.columns !== arrangement.featureCount) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "arrangement",
      got: `one made for ${arrangement.sampleCount} × ${arrangement.featureCount} inputs`,
      expected: `${x.rows} × ${x.columns}, as inputs has`,
    });
  }
  if (!Number.isInteger(gate) || gate < 0 || gate >= arrangement.maskCount) {
    throw new InputError({
      code: "out-of-range",
      argument: "gate",
      got: gate,
      expected: `0 … ${arrangement.maskCount - 1}`,
    });
  }
  if (vector.length !== x.columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "vector",
      got: `${vector.length} values`,
      expected: `${x.columns}`,
    });
  }
}

/**
 * Never below ‖a − q‖ for an element q = −Σ ν_j(±x_j), ν ≥ 0, of the polar cone, computed from the multipliers alone: ν_j = μ_j/‖x_j‖ as rounded,
 * so that q is exact for the rows as they are.
 */
export function polarBound(cones: MaskCones, projector: PolyhedronProjector, a: Float64Array): number {
  const rest = a.slice();
  const sizes = a.map(Math.abs);
  const row = new Float64Array(a.length);
  for (let i = 0; i < projector.rowCount; i++) {
    const factor = Math.max(0, projector.multipliers[i]) * cones.tableRow(projector.rows[i], row);
    for (let k = 0; k < a.length; k++) {
      rest[k] += factor * row[k];
      sizes[k] += Math.abs(factor * row[k]);
    }
  }
  const products = projector.rowCount + 1;
  const slack = nextUp(gamma(products) * nextUp(1 + gamma(2 * products)));
  return lengthAbove(a.length, (k) =>
    nextUp(Math.abs(rest[k]) + nextUp(nextUp(sizes[k] * slack) + underflow(products))),
  );
}
