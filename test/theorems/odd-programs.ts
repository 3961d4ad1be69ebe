import {
  absoluteValue,
  arrangementFromGates,
  exactReluProgram,
  gatedReluProgram,
  type Loss,
  leakyRelu,
  matrix,
  namedLoss,
  programEvidence,
  type RandomGenerator,
  randomGenerator,
  sampleArrangement,
  threshold,
} from "halfspace";
import { composedArrangement } from "halfspace/geometry";
import { multipleKernelProgram } from "halfspace/kernels";
import { reluNetwork } from "halfspace/networks";
import {
  certify,
  certifyNetwork,
  convolutionalProgram,
  networkTraining,
  powerFamilyProgram,
  withConstant,
} from "halfspace/programs";

/**
 * Small programs of every kind with every unpleasantness at once: sums that cancel, numbers near the largest and the least doubles, rows on gates,
 * duplicates, zeros. A certificate at any point of them is a theorem, and its evidence says so to a stranger.
 */

/** One program with the evidence of a certificate at some point. */
export interface OddProgram {
  readonly kind: string;
  /** undefined where a bound is not finite, which claims nothing. */
  readonly evidence: string | undefined;
}

const losses = ["squared", "huber", "hinge", "squared-hinge", "quantile", "logistic", "poisson", "softmax"] as const;
const parameters: Record<string, Record<string, number>> = { huber: { delta: 0.7 }, quantile: { quantile: 0.3 } };
/** Functions that the checkers enclose to 2⁻³⁸⁴ need numbers of a human size. */
const enclosed = new Set(["logistic", "poisson", "softmax", "power"]);
const scales = [1, 1, 1, 1e100, 1e-100, 1e150, 1e-150, 1e-171, 1e-310];

interface Table {
  readonly x: ReturnType<typeof matrix>;
  readonly random: RandomGenerator;
  readonly scale: number;
  readonly human: boolean;
}

function table(seed: number, human: boolean, columns?: number): Table {
  const random = randomGenerator(seed);
  const n = seed % 29 === 0 ? 65 : 3 + random.integer(17);
  const d = columns ?? 1 + random.integer(4);
  const scale = human ? [1, 1e-6, 10][seed % 3] : scales[random.integer(scales.length)];
  const whole = seed % 3 === 0;
  const values = random.gaussians(n * d).map((value) => scale * (whole ? Math.round(2 * value) : value));
  for (let k = 0; k < d; k++) {
    values[d + k] = values[k];
    values[2 * d + k] = [0, -values[k] * (1 + 1e-15), -values[k]][seed % 3];
  }
  return { x: matrix(n, d, values), random, scale, human };
}

function targetsOf(loss: string, { x, random }: Table, seed: number) {
  const n = x.rows;
  if (loss === "softmax")
    return matrix(
      n,
      3,
      Float64Array.from({ length: 3 * n }, (_, at) => Number(at % 3 === ((at / 3) | 0) % 3)),
    );
  if (loss === "poisson")
    return matrix(
      n,
      1,
      Float64Array.from({ length: n }, () => random.integer(6)),
    );
  if (["hinge", "squared-hinge", "logistic"].includes(loss))
    return matrix(
      n,
      1,
      Float64Array.from({ length: n }, () => 1 - 2 * random.integer(2)),
    );
  const outputs = loss === "squared" ? 1 + random.integer(2) : 1;
  return matrix(
    n,
    outputs,
    random.gaussians(n * outputs).map((value) => value + (seed % 7 === 0 ? 1e8 : 0)),
  );
}

/** Gates of which some have rows on them. */
function gatesOf({ x, random }: Table, p: number) {
  if (random.integer(2) === 0) return sampleArrangement(x, { count: p, seed: 1 + random.integer(1000) });
  const gates = random.gaussians(x.columns * p).map((value) => Math.round(value));
  return arrangementFromGates(x, matrix(x.columns, p, gates), "sampled", true);
}

/** A point whose predictions are of the size of the targets, or a wild one. */
function pointOf(blockCount: number, size: number, { random, scale, human }: Table) {
  const which = Int32Array.from({ length: blockCount }, (_, i) => i).filter(() => random.integer(3) > 0);
  const unit = 1 / Math.max(scale, 1e-290) / (1 + which.length);
  // e^65536 is more than the checkers enclose.
  const wild = random.integer(4) === 0 ? (human ? 10 : 1e3) : 1;
  return { which, blocks: random.gaussians(which.length * size).map((value) => value * unit * wild) };
}

/** What all of these programs have, whatever their types say of their losses. */
type Stated = Omit<ReturnType<typeof gatedReluProgram>, "loss"> & { readonly loss: Loss };

function overGates(loss: string, seed: number): OddProgram {
  const given = table(seed, enclosed.has(loss));
  const { x, random, scale } = given;
  const targets = targetsOf(loss, given, seed);
  const base = namedLoss(loss, parameters[loss]) as Loss;
  const taken = seed % 5 === 0 ? withConstant(base) : base;
  const activation = [undefined, undefined, leakyRelu(), absoluteValue(), threshold()][random.integer(5)];
  const arrangement =
    activation || random.integer(4) > 0 ? gatesOf(given, 7) : composedArrangement(x, { count: 7, seed });
  const sampleWeights = random.integer(3) === 0 ? Float64Array.from({ length: x.rows }, (_, j) => j % 4) : undefined;
  const lambda = scale * (0.01 + random.uniform()) || 1e-300;
  const stated = { inputs: x, targets, arrangement, loss: taken as never, activation, lambda, sampleWeights };
  const program = gatedReluProgram(stated);
  // A threshold's block does not meet the rows.
  return certified(loss, program, activation?.name === "threshold" ? { ...given, scale: 1 } : given);
}

function certified(kind: string, stated: object, given: Table): OddProgram {
  const program = stated as Stated;
  const { operator, data, loss } = program;
  const point = pointOf(operator.blockCount, operator.blockSize * data.outputs, given);
  const certificate = certify(program as never, point);
  const u = new Float64Array(data.sampleCount * data.outputs);
  if (point.which.length > 0) operator.forward(point.blocks, data.outputs, point.which, u);
  const text = programEvidence(program as never, certificate, loss.constant?.at(u, data));
  return { kind, evidence: claims(text) ? text : undefined };
}

/** JSON has no infinities: a bound that is none is null. */
const claims = (text: string): boolean => !/:null|\[null|,null/.test(text.slice(text.indexOf('"claimed"')));

const others: Record<string, (seed: number) => OddProgram> = {
  "multiple kernels": (seed) => {
    const given = table(seed, false);
    const { x, scale } = given;
    const stated = {
      inputs: x,
      targets: targetsOf("squared", given, seed),
      arrangement: gatesOf(given, 7),
      lambda: scale * scale || 1,
    };
    const program = { ...multipleKernelProgram(stated), inputs: x, arrangement: stated.arrangement };
    return certified("multiple kernels", program, given);
  },
  power: (seed) => {
    const given = table(seed, true);
    const { x, random } = given;
    const arrangement = gatesOf(given, 7);
    const weights = Float64Array.from({ length: arrangement.maskCount }, () => 0.1 + random.uniform());
    const q = seed % 4 === 0 ? 2 : 1.05 + 0.95 * random.uniform();
    const stated = { inputs: x, targets: targetsOf("squared", given, seed), arrangement, weights, q, lambda: 0.5 };
    const program = { ...powerFamilyProgram(stated), inputs: x, arrangement };
    return certified("power", program, given);
  },
  convolutional: (seed) => {
    const given = table(seed, false, 6);
    const patches = { height: 2, width: 3, filterHeight: 2, filterWidth: 1 + (seed % 2) };
    const targets = targetsOf("squared", given, seed);
    const program = convolutionalProgram({
      inputs: given.x,
      targets,
      patches,
      gates: 5,
      seed,
      lambda: given.scale || 1,
    });
    return certified("convolutional", program, given);
  },
  "exact ReLU": (seed) => {
    const given = table(seed, false);
    const targets = matrix(given.x.rows, 1, targetsOf("quantile", given, seed).values);
    const stated = { inputs: given.x, targets, arrangement: gatesOf(given, 4), lambda: given.scale || 1e-300 };
    return certified("exact ReLU", exactReluProgram(stated), given);
  },
  network: (seed) => {
    const given = table(seed, false, 1 + (seed % 3));
    const { x, random, scale } = given;
    const m = random.integer(4);
    const unit = 1 / Math.sqrt(Math.max(scale, 1e-290));
    const scaled = (count: number) => random.gaussians(count).map((value) => value * unit);
    const network = reluNetwork(matrix(m, x.columns, scaled(m * x.columns)), matrix(m, 1, scaled(m)));
    const problem = networkTraining({
      inputs: x,
      targets: targetsOf("quantile", given, seed),
      lambda: scale || 1e-300,
    });
    const text = programEvidence(problem, certifyNetwork(problem, network));
    return { kind: "network", evidence: claims(text) ? text : undefined };
  },
};

const kinds = [...losses, ...Object.keys(others)];

/** The program of a seed. */
export function oddProgram(seed: number): OddProgram {
  const kind = kinds[seed % kinds.length];
  const other: ((seed: number) => OddProgram) | undefined = others[kind];
  return other ? other(seed) : overGates(kind, seed);
}
