import { type Arrangement, arrangementFromGates } from "../../arrangements/arrangement.js";
import { enumerateArrangement } from "../../arrangements/enumerate.js";
import type { Certificate } from "../../certificates/certificate.js";
import { networkObjectiveAbove } from "../../certificates/network-bounds.js";
import type { NetworkCertificate } from "../../certificates/network-certificate.js";
import { ridgeBounds } from "../../certificates/ridge.js";
import { layerPart, type Part } from "../../certificates/statement.js";
import { verifyCertificate } from "../../certificates/verify-certificate.js";
import { InputError } from "../../errors.js";
import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import type { ReluNetwork } from "../../networks/relu.js";
import type { ExactReluProgram } from "../../programs/exact-relu.js";
import type { SparseBlocks } from "../../programs/group-program.js";
import type { KernelRidgeProgram } from "../../programs/kernel-ridge.js";
import type { NetworkTraining } from "../../programs/network-training.js";
import type { TrainedProgram } from "../../programs/trained-program.js";
import { heldDual } from "./held-cones.js";
import { type Bounds, evidenceRecord } from "./record.js";

/** Evidence of the certificate of each kind of program. */

/** What may stand in the place of the blocks: plain neurons that were made of them, and what they cost at most. */
export interface PlainPoint {
  readonly network: ReluNetwork;
  /** Whether a neuron costs its weight decay, or the product of its two lengths. */
  readonly decay: boolean;
  readonly objective: number;
}

/** A program over gates, at the blocks of its certificate or at plain neurons. @param constant b, where the program has one */
export function evidenceOfGates(
  program: TrainedProgram,
  certificate: Certificate,
  constant?: Float64Array,
  plain?: PlainPoint,
): Part {
  const { primalObjective, dualObjective } = verifyCertificate(program, certificate);
  const point = plain ? neuronsPart(plain.network, plain.decay) : blocksPart(certificate.primalPoint);
  return evidenceRecord(
    program.kind,
    program,
    { constant: constant ?? null, point, cones: null, dual: certificate.dualPoint },
    { objective: plain?.objective ?? primalObjective, bound: dualObjective },
  );
}

/** Program (3): every block is a neuron, and the cones of all masks hold the dual point. */
export function evidenceOfCones(program: ExactReluProgram, certificate: Certificate): Part {
  requireFreeSigns(program);
  const { arrangement } = program;
  const { primalPoint, dualPoint } = certificate;
  const { primalObjective } = verifyCertificate(program, certificate);
  const { point, bound, cones } = heldDual(program, arrangement, dualPoint);
  const hidden = matrix(primalPoint.which.length, program.inputs.columns, primalPoint.blocks);
  const output = Float64Array.from(primalPoint.which, (block) => (block < arrangement.maskCount ? 1 : -1));
  const neurons = { kind: "relu" as const, hidden, output: matrix(output.length, 1, output) };
  const evidence = { constant: null, point: neuronsPart(neurons, false), cones, dual: point };
  return evidenceRecord(program.kind, program, evidence, { objective: primalObjective, bound });
}

/** Products of cells, rows and columns that a stranger is asked to look at. */
const mostProducts = 2 ** 22;

/** A network's own training: over the cones of all masks of its table where these are few enough, otherwise of those that its neurons have. */
export function evidenceOfNetwork(problem: NetworkTraining, { network, dualPoint }: NetworkCertificate): Part {
  requireFreeSigns(problem);
  const arrangement = cellsOf(problem.inputs, network);
  const { point, bound, cones } = heldDual(problem, arrangement, dualPoint);
  const layers = [layerPart(null, arrangement.gates, null)];
  const evidence = { layers, constant: null, point: neuronsPart(network, true), cones, dual: point };
  const bounds: Bounds = { objective: networkObjectiveAbove(problem, network).above, bound };
  return evidenceRecord(problem.kind, problem, evidence, bounds);
}

/** The format has cones of masks, and none of signs. @throws InputError for the program of a monotone network */
function requireFreeSigns({ monotone }: Pick<ExactReluProgram | NetworkTraining, "monotone">): void {
  if (!monotone) return;
  throw new InputError({
    code: "unsupported-model",
    argument: "evidence",
    got: "a monotone network",
    expected: "one whose columns have no signs: evidence files do not hold them",
    hint: "Without evidence it is verified as any other.",
  });
}

function cellsOf(inputs: Matrix, network: ReluNetwork): Arrangement {
  try {
    const all = enumerateArrangement(inputs, { maxMasks: Math.floor(mostProducts / inputs.values.length) });
    // Rows near the least doubles may have gates beyond the largest.
    if (all.gates.values.every(Number.isFinite)) return all;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return cellsOfNeurons(inputs, network);
}

/** A network without neurons has no pattern; a gate of zeros, open on every row, stands for one. */
function cellsOfNeurons(inputs: Matrix, { hidden }: ReluNetwork): Arrangement {
  const gates = matrix(hidden.columns, Math.max(1, hidden.rows));
  for (let i = 0; i < hidden.rows; i++) {
    for (let k = 0; k < hidden.columns; k++) gates.values[k * hidden.rows + i] = hidden.values[i * hidden.columns + k];
  }
  return arrangementFromGates(inputs, gates, "sampled");
}

/** Ridge regression with a kernel: its matrix, and by how much an entry may be off. @param inputs the rows that it was made of */
export function evidenceOfRidge(program: KernelRidgeProgram, inputs: Matrix, alpha: Float64Array): Part {
  const { gram, gramError } = program;
  const radius = gram.values.map((_, at) => gramError(Math.floor(at / gram.columns), at % gram.columns));
  const { primal, dual } = ridgeBounds(program, alpha);
  const evidence = { kernel: { matrix: gram.values, radius }, point: { coefficients: alpha } };
  return evidenceRecord(program.kind, { ...program, inputs }, evidence, { objective: primal, bound: dual });
}

const blocksPart = ({ which, blocks }: SparseBlocks): Part => ({ which, blocks });

const neuronsPart = ({ hidden, output }: ReluNetwork, decay: boolean): Part => ({
  hidden: hidden.values,
  output: output.values,
  decay,
});
