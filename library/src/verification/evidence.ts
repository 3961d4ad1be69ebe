import { certify, verifyCertificate } from "../certificates/certificate.js";
import { gapOf } from "../certificates/duality.js";
import { InputError } from "../errors.js";
import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { namedLoss } from "../losses/named.js";
import { programOfModel } from "../models/program-of-model.js";
import type { TrainedModel } from "../models/trained-model.js";
import type { GatedReluProgram } from "../programs/gated-relu.js";
import { type RawTargets, targetsForModel } from "../reductions/raw-targets.js";

/**
 * The evidence of a model's certificate as JSON text, for checkers that share no code with this library (docs/certificate-format.md): the problem
 * as doubles, the point, the dual point and both bounds. It holds the training rows and targets in the units of the program.
 * @param inputs the rows of training, in their order
 * @param targets as `train` took them
 * @returns JSON text
 * @throws InputError for a model that the format does not hold, or a table that does not fit the model
 */
export function toEvidenceFile(model: TrainedModel, inputs: MatrixLike, targets: RawTargets): string {
  const program = programForEvidence(model, inputs, targets);
  const dualPoint = model.dualPoint ?? certify(program, model.point).dualPoint;
  const found = verifyCertificate(program, { ...certify(program, model.point, model.dualPoint), dualPoint });
  const { primalObjective: objective, dualObjective: bound } = found;
  const { activation, arrangement, data } = program;
  const threshold = activation.name === "threshold";
  const table = program.inputs;
  const ones = new Array<number>(table.rows).fill(1);
  return `${JSON.stringify({
    format: "halfspace-evidence",
    version: 1,
    program: program.kind,
    loss: { name: program.loss.name, parameters: program.loss.parameters ?? {} },
    lambda: program.lambda,
    rows: table.rows,
    columns: threshold ? 1 : table.columns,
    outputs: data.outputs,
    slopes: threshold ? [1, 0] : [activation.positive, activation.negative],
    inputs: threshold ? ones : [...table.values],
    gateInputs: threshold ? [...table.values] : null,
    gates: { rows: table.columns, columns: arrangement.maskCount, values: [...arrangement.gates.values] },
    targets: [...data.targets],
    weights: data.weights ? [...data.weights] : null,
    constant: model.constant ? [...model.constant] : null,
    point: { which: [...model.point.which], blocks: [...model.point.blocks] },
    dual: [...dualPoint],
    claimed: { objective, bound, relativeGap: gapOf(objective, bound).relativeGap },
  })}\n`;
}

/** @throws InputError for programs that are not sums of norms over gates of the rows themselves */
function programForEvidence(model: TrainedModel, inputs: MatrixLike, targets: RawTargets): GatedReluProgram {
  const loss = namedLoss(model.loss, model.lossParameters);
  const plain = !model.shape || model.shape.kind === "activation";
  if (loss && plain && (model.kind === "gated" || model.kind === "plain")) {
    const x = toMatrix(inputs, "inputs");
    const table = { inputs: x, targets: targetsForModel(model, targets, x.rows, loss.targets === "one-hot") };
    const program = programOfModel(model, table, loss);
    if (program.form === "group" && program.kind !== "gated-convolutional") return program;
  }
  throw new InputError({
    code: "wrong-type",
    argument: "model",
    got: `a model "${model.certificate.program}"`,
    expected: "two layers of gates on the rows themselves: the evidence format holds no other program yet",
  });
}
