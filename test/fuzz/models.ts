import { type AnyModel, type MatrixLike, type TrainOptions, toModelFile, train } from "halfspace";
import { inputs, kinds } from "../training/evidence-kinds.js";
import { whole } from "./settings.js";

/** A small model of every kind with its table: what model files, exports and explanations begin from. */
export interface SmallModel {
  readonly kind: string;
  readonly model: AnyModel;
  readonly inputs: MatrixLike;
  readonly targets: TrainOptions["targets"];
  readonly file: string;
}

/** Kinds that a run of a few seconds takes. */
const few = ["softmax with weights", "hinge", "plain neurons", "convolutional", "three layers", "ntk"];

let made: Promise<SmallModel[]> | undefined;

/** Every kind, or a few; made once for all targets. */
export function smallModels(): Promise<SmallModel[]> {
  made ??= makeModels(whole);
  return made;
}

async function makeModels(all: boolean): Promise<SmallModel[]> {
  const models: SmallModel[] = [];
  for (const [kind, options] of Object.entries(kinds) as [string, TrainOptions][]) {
    if (!all && !few.includes(kind)) continue;
    const model = (await train({ ...options, fresh: 0 })) as AnyModel;
    models.push({ kind, model, inputs: options.inputs, targets: options.targets, file: toModelFile(model as never) });
  }
  const intervals = await train({ ...kinds.squared, intervals: 0.8 });
  if (all)
    models.push({
      kind: "intervals",
      model: intervals,
      inputs,
      targets: kinds.squared.targets,
      file: toModelFile(intervals),
    });
  return models;
}
