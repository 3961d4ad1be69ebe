import { type Activation, relu } from "../activations/activation.js";
import { type Matrix, transpose } from "../linear-algebra/matrix.js";
import type { InnerNetwork } from "../models/inner-network.js";

/**
 * f_k(z) = Σ_j σ_j(z) (z·w_jk + c_jk), where σ_j(z) = open_j for z·g_j ≥ 0 and closed_j elsewhere: what every network of one layer is, gated or
 * plain. A plain neuron a·(z·v)₊ is g = v, w = a v; a threshold has no w, only c. The mean of several networks is one more such sum.
 * Does not do: deeper networks, patches, kernels.
 */
export interface GatedSum {
  /** d: the columns that the network takes. */
  readonly inputs: number;
  /** K */
  readonly outputs: number;
  /** m */
  readonly units: number;
  /** m×d */
  readonly gates: Float64Array;
  /** m×K×d */
  readonly weights: Float64Array;
  /** m×K */
  readonly constants: Float64Array;
  /** m: what an open gate lets through. */
  readonly open: Float64Array;
  /** m: what a closed one does. */
  readonly closed: Float64Array;
}

const known = new WeakMap<InnerNetwork, GatedSum | undefined>();

/** The network as a sum over gates, written once for each network; undefined for a kind that is none. */
export function gatedSumOf(network: InnerNetwork): GatedSum | undefined {
  if (!known.has(network)) known.set(network, writtenSum(network));
  return known.get(network);
}

function writtenSum(network: InnerNetwork): GatedSum | undefined {
  switch (network.kind) {
    case "relu":
      return sumOfNeurons(network.hidden, network.output, network.activation ?? relu());
    case "gated-relu":
      return sumOfBlocks(network.gates, network.blocks, relu());
    case "gated-activation":
      return sumOfBlocks(network.gates, network.blocks, network.activation);
    case "average": {
      const members = network.members.map(gatedSumOf);
      const sums = members.flatMap((member) => member ?? []);
      return sums.length === members.length ? meanOfSums(sums) : undefined;
    }
    default:
      return undefined;
  }
}

type Slopes = Pick<GatedSum, "open" | "closed">;

const slopesOf = ({ name, positive, negative }: Activation, units: number): Slopes => ({
  open: new Float64Array(units).fill(name === "threshold" ? 1 : positive),
  closed: new Float64Array(units).fill(negative),
});

function sumOfNeurons(hidden: Matrix, output: Matrix, activation: Activation): GatedSum {
  const [units, inputs, outputs] = [hidden.rows, hidden.columns, output.columns];
  const threshold = activation.name === "threshold";
  const weights = new Float64Array(units * outputs * inputs);
  const sizes = { inputs, outputs, units, gates: hidden.values, ...slopesOf(activation, units) };
  if (threshold) return { ...sizes, weights, constants: output.values };
  for (let at = 0; at < units * outputs; at++) {
    const unit = Math.floor(at / outputs);
    for (let c = 0; c < inputs; c++) {
      weights[at * inputs + c] = output.values[at] * hidden.values[unit * inputs + c];
    }
  }
  return { ...sizes, weights, constants: new Float64Array(units * outputs) };
}

/** @param gates d×m, one a column  @param blocks m × (d·K), for thresholds m×K */
function sumOfBlocks(gates: Matrix, blocks: Matrix, activation: Activation): GatedSum {
  const [inputs, units] = [gates.rows, gates.columns];
  const threshold = activation.name === "threshold";
  const outputs = blocks.columns / (threshold ? 1 : inputs);
  const weights = new Float64Array(units * outputs * inputs);
  const sizes = { inputs, outputs, units, gates: transpose(gates).values, ...slopesOf(activation, units) };
  if (threshold) return { ...sizes, weights, constants: blocks.values };
  for (let unit = 0; unit < units; unit++) {
    for (let c = 0; c < inputs; c++) {
      for (let k = 0; k < outputs; k++) {
        weights[(unit * outputs + k) * inputs + c] = blocks.values[unit * blocks.columns + c * outputs + k];
      }
    }
  }
  return { ...sizes, weights, constants: new Float64Array(units * outputs) };
}

function meanOfSums(sums: readonly GatedSum[]): GatedSum {
  const joined = (part: "gates" | "weights" | "constants" | "open" | "closed", share = 1) =>
    Float64Array.from(sums.flatMap((sum) => Array.from(sum[part], (value) => share * value)));
  const share = 1 / sums.length;
  const { inputs, outputs } = sums[0];
  return {
    ...{ inputs, outputs, units: sums.reduce((total, { units }) => total + units, 0) },
    ...{ gates: joined("gates"), weights: joined("weights", share), constants: joined("constants", share) },
    ...{ open: joined("open"), closed: joined("closed") },
  };
}
