import type { Prepared } from "./problems.js";

/** What is used of TensorFlow.js, which is no dependency: about 65 MB on disk (docs/performance.md says how to install it for a run). */
interface Tensor {
  readonly name: string;
  dataSync(): Float32Array;
  dispose(): void;
}
interface TensorFlow {
  tidy<Result>(work: () => Result): Result;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean): Tensor;
  reshape(a: Tensor, shape: number[]): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor | number): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  add(a: Tensor, b: Tensor | number): Tensor;
  square(a: Tensor): Tensor;
  sqrt(a: Tensor): Tensor;
  sum(a: Tensor, axis?: number): Tensor;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  tensor1d(values: Float32Array): Tensor;
  variable(initial: Tensor): Tensor;
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  train: { adam(rate: number): { applyGradients(gradients: Record<string, Tensor>): void } };
}

export interface AdamRun {
  /** Least objective seen. */
  readonly objective: number;
  /** Until the goal, or all it was given. */
  readonly seconds: number;
  readonly rate: number;
  readonly steps: number;
  readonly backend: string;
}

/** A step moves a prediction by about rate · p · d / 3: larger rates diverge on a thousand gates and more. */
const rates = [1e-5, 1e-4, 1e-3];

async function load(): Promise<TensorFlow | undefined> {
  const part = (name: string): Promise<TensorFlow> => import(`@tensorflow/${name}`);
  try {
    const tensorflow = await part("tfjs-core");
    await part("tfjs-backend-cpu");
    await part("tfjs-backend-wasm").catch(() => undefined);
    for (const backend of ["wasm", "cpu"]) if (await tensorflow.setBackend(backend).catch(() => false)) break;
    return tensorflow;
  } catch {
    return undefined;
  }
}

/**
 * The same network on the same objective, ‖ΣD_iXw_i − y‖² + λΣ‖w_i‖, by Adam in single precision, for some rates; the best is kept.
 * @returns undefined where TensorFlow.js is not installed
 */
export async function adamByTensorFlow(
  prepared: Prepared,
  lambda: number,
  goal: number,
  limit: number,
): Promise<AdamRun | undefined> {
  const tensorflow = await load();
  if (!tensorflow) return undefined;
  let best: AdamRun | undefined;
  for (const rate of rates) {
    const run = descend(tensorflow, prepared, { lambda, goal, limit: limit / rates.length, rate });
    const [done, before] = [run.objective <= goal, best !== undefined && best.objective <= goal];
    if (!best || (done && before ? run.seconds < best.seconds : run.objective < best.objective)) best = run;
  }
  return best;
}

interface Descent {
  readonly lambda: number;
  readonly goal: number;
  readonly limit: number;
  readonly rate: number;
}

function descend(tensorflow: TensorFlow, prepared: Prepared, { lambda, goal, limit, rate }: Descent) {
  const { inputs, targets, arrangement } = prepared;
  const { maskCount: p, masks, sampleCount: n } = arrangement;
  const words = masks.length / p;
  const open = new Float32Array(n * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < n; j++) open[j * p + i] = (masks[i * words + (j >> 5)] >>> (j & 31)) & 1;
  }
  const x = tensorflow.tensor2d(Float32Array.from(inputs.values), [n, inputs.columns]);
  const mask = tensorflow.tensor2d(open, [n, p]);
  const y = tensorflow.tensor1d(Float32Array.from(targets));
  const zero = tensorflow.tensor2d(new Float32Array(inputs.columns * p), [inputs.columns, p]);
  const weights = tensorflow.variable(zero);
  const { matMul, mul, sub, add, div, square, sqrt, sum, reshape } = tensorflow;
  // Its core package alone has no derivatives: the gradient is ours, the step is Adam's.
  const step = () => {
    const residual = sub(sum(mul(matMul(x, weights), mask), 1), y);
    const norms = sqrt(add(sum(square(weights), 0), 1e-12));
    const value = add(sum(square(residual)), mul(sum(norms), lambda)).dataSync()[0];
    const fit = mul(matMul(x, mul(reshape(residual, [n, 1]), mask), true), 2);
    adam.applyGradients({ [weights.name]: add(fit, mul(div(weights, norms), lambda)) });
    return value;
  };
  const adam = tensorflow.train.adam(rate);
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  let [objective, steps] = [Number.POSITIVE_INFINITY, 0];
  while (elapsed() < limit && objective > goal) {
    const value = tensorflow.tidy(step);
    objective = Math.min(objective, value);
    steps++;
  }
  const seconds = elapsed();
  for (const tensor of [x, mask, y, zero, weights]) tensor.dispose();
  return { objective, seconds, steps, rate, backend: tensorflow.getBackend() };
}
