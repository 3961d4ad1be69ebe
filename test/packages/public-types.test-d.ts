import {
  type AnyTrainResult,
  type Certificate,
  fromModelFile,
  gatedReluProgram,
  hinge,
  type KernelTrainResult,
  type Matrix,
  matrix,
  predictProbabilities,
  sampleArrangement,
  score,
  solve,
  type TrainedModel,
  type TrainOptions,
  train,
  verifyModel,
  workingSet,
} from "halfspace";
import { array, number, object, optional, type ValueOf } from "halfspace/schemas";

/**
 * What programs of others rely on in the types, for the compiler alone: nothing here runs. `npm run check` fails where a call that works is
 * refused, or where a mistake compiles.
 */
const table = { inputs: [[0], [1]], targets: [0, 1] };

async function training(): Promise<void> {
  const { network, certificate, status } = await train({ ...table, gates: 50, lambdaFraction: 0.01 });
  network.predict([[1]]) satisfies Float64Array;
  certificate.relativeGap satisfies number;
  status satisfies "solved" | "iteration-limit" | "time-limit" | "stalled";
  // Labels of any kind, tables of either kind, gates of one's own.
  await train({ inputs: matrix(2, 1, Float64Array.of(0, 1)), targets: ["no", "yes"], gates: [[1, -1]] });
  await train({ ...table, loss: hinge(), signal: new AbortController().signal, onProgress: ({ stage }) => void stage });

  // A kernel's result has no gates to speak of, and the compiler knows that the kind is not settled before it is looked at.
  const any: AnyTrainResult = await train({ ...table, model: "ntk" });
  if (any.kind === "kernel") any satisfies KernelTrainResult;
  // @ts-expect-error: an option that does not exist
  await train({ ...table, learningRate: 0.1 });
  // @ts-expect-error: a model that does not exist
  await train({ ...table, model: "forest" });
  // @ts-expect-error: targets are needed
  await train({ inputs: [[0], [1]] });
  // @ts-expect-error: cells are numbers
  await train({ inputs: [["a"], ["b"]], targets: [0, 1] });
}

async function programs(): Promise<void> {
  const arrangement = sampleArrangement(table.inputs, { count: 9, seed: 1 });
  const program = gatedReluProgram({ ...table, arrangement, lambda: 0.1 });
  const { certificate, blocks } = await solve(program, { solver: workingSet(), tolerance: 1e-9 });
  certificate satisfies Certificate;
  blocks satisfies Matrix;
  // @ts-expect-error: a program needs its masks
  gatedReluProgram({ ...table, lambda: 0.1 });
}

async function models(): Promise<void> {
  const model: TrainedModel = fromModelFile("{}");
  score(model, table.inputs, table.targets);
  predictProbabilities(model, table.inputs) satisfies Matrix;
  await verifyModel(model, table.inputs, table.targets);
  // @ts-expect-error: a file is text
  fromModelFile({});
}

const record = object({ name: optional(array(number())) });
({}) satisfies ValueOf<typeof record>;
// @ts-expect-error: a list of numbers, not one
({ name: 1 }) satisfies ValueOf<typeof record>;
// Whoever extends the options extends these.
({ ...table, folds: 5 }) satisfies TrainOptions;

void [training, programs, models];
