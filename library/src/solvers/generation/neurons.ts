import type { Maximum } from "../../pricing/index.js";

/** A network as directions: neurons c_i·s_i·(xᵀu_i)₊ with unit u_i, signs s_i and weights c_i ≥ 0; ‖v_i‖ = c_i in program (3). */
export interface Neurons {
  readonly count: number;
  /** count×d, unit rows u_i. */
  readonly directions: Float64Array;
  /** ±1 */
  readonly signs: Float64Array;
  readonly weights: Float64Array;
  /** Rows of the table on whose hyperplanes u_i lies. */
  readonly kinks: readonly Int32Array[];
}

export function noNeurons(): Neurons {
  return {
    count: 0,
    directions: new Float64Array(0),
    signs: new Float64Array(0),
    weights: new Float64Array(0),
    kinks: [],
  };
}

/** Neurons of weight 0 at some maxima of |φ|, in their order. */
export function neuronsAt(maxima: readonly Maximum[], d: number): Neurons {
  if (maxima.length === 0) return noNeurons();
  const directions = new Float64Array(maxima.length * d);
  maxima.forEach(({ direction }, i) => {
    directions.set(direction, i * d);
  });
  return {
    count: maxima.length,
    directions,
    signs: Float64Array.from(maxima, ({ sign }) => sign),
    weights: new Float64Array(maxima.length),
    kinks: maxima.map(({ kinks }) => kinks),
  };
}

/** Those listed, in that order. */
export function selectNeurons(neurons: Neurons, which: readonly number[], d: number): Neurons {
  const directions = new Float64Array(which.length * d);
  which.forEach((i, a) => {
    directions.set(neurons.directions.subarray(i * d, (i + 1) * d), a * d);
  });
  return {
    count: which.length,
    directions,
    signs: Float64Array.from(which, (i) => neurons.signs[i]),
    weights: Float64Array.from(which, (i) => neurons.weights[i]),
    kinks: which.map((i) => neurons.kinks[i]),
  };
}

/** Those of one sign, as directions in which that sign of φ is climbed. */
export function neuronsOfSide(neurons: Neurons, sign: number, d: number): Neurons {
  const which = Array.from(neurons.signs.keys()).filter((i) => neurons.signs[i] === sign);
  const chosen = selectNeurons(neurons, which, d);
  return { ...chosen, signs: chosen.signs.fill(1) };
}

export function joinNeurons(first: Neurons, second: Neurons): Neurons {
  return {
    count: first.count + second.count,
    directions: joined(first.directions, second.directions),
    signs: joined(first.signs, second.signs),
    weights: joined(first.weights, second.weights),
    kinks: [...first.kinks, ...second.kinks],
  };
}

/** θ = [w_1 … w_m, a_1 … a_m] with w_i = √c_i u_i, a_i = s_i√c_i: the weights for which decay equals Σc_i. */
export function balancedWeights(neurons: Neurons, d: number): Float64Array {
  const { count, directions, signs, weights } = neurons;
  const theta = new Float64Array(count * (d + 1));
  for (let i = 0; i < count; i++) {
    const root = Math.sqrt(weights[i]);
    for (let k = 0; k < d; k++) theta[i * d + k] = root * directions[i * d + k];
    theta[count * d + i] = signs[i] * root;
  }
  return theta;
}

/** The neurons of flat weights; c_i = ‖w_i‖|a_i|. Those with c_i = 0 are dropped. */
export function neuronsOfWeights(theta: Float64Array, d: number, kinks: readonly Int32Array[]): Neurons {
  const count = theta.length / (d + 1);
  const directions = new Float64Array(count * d);
  const signs = new Float64Array(count);
  const weights = new Float64Array(count);
  const kept: number[] = [];
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let k = i * d; k < (i + 1) * d; k++) square += theta[k] * theta[k];
    const length = Math.sqrt(square);
    const a = theta[count * d + i];
    weights[i] = length * Math.abs(a);
    signs[i] = a < 0 ? -1 : 1;
    if (!(weights[i] > 0)) continue;
    kept.push(i);
    for (let k = i * d; k < (i + 1) * d; k++) directions[k] = theta[k] / length;
  }
  const all = { count, directions, signs, weights, kinks };
  return kept.length === count ? all : selectNeurons(all, kept, d);
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const out = new Float64Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}
