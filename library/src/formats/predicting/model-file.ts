import { gatedReluAt } from "../../models/gated-relu-at.js";
import { type Network, networkOfKind } from "../../models/raw-network.js";
import { gatedReluKind } from "../../networks/gated-relu.js";
import { anything, recordWith } from "../../schemas/schema.js";
import { classSizes, gateSizes, reductionSizes } from "../records/gate-sizes.js";
import { type PredictingRecord, predictingParts } from "../records/predicting-schema.js";
import { type FileKind, recordOfText } from "../records/record-file.js";
import { matrixOf, reductionOf } from "../records/vocabulary.js";

/**
 * A model file, read for predictions alone. The bundle of `@halfspace/predict` has it in the place of `formats/model-file.ts`: what is claimed of the
 * model is neither checked nor kept, and networks other than two layers of gates are loaded when a file holds one.
 * Does not do: certificates, intervals, averages of models.
 */

/** A record with what travels along. */
type ReadRecord = PredictingRecord & { readonly table?: unknown };

const modelFileKind: FileKind<ReadRecord> = {
  name: "model file",
  holds: "a halfspace model",
  format: "halfspace-model",
  versions: [1, 2],
  schema: () => recordWith({ ...predictingParts(), table: anything() }),
  sizes: (record) => [...reductionSizes(record), ...gateSizes(record), ...classSizes(record)],
};

/** What predictions need of a model. */
export interface PredictingModel extends Pick<PredictingRecord, "labels" | "loss" | "calibration"> {
  readonly network: Network;
  readonly table: unknown;
}

/**
 * The model in a file's text.
 * @throws FormatError, in one line, when the text is damaged, of another kind or of a later version
 */
export async function fromModelFile(text: string): Promise<PredictingModel> {
  const record = recordOfText(modelFileKind, text);
  const { labels, loss, calibration, table } = record;
  return { network: await networkOf(record), labels, loss, ...(calibration ? { calibration } : {}), table };
}

async function networkOf(record: PredictingRecord): Promise<Network> {
  const { model, shape, neurons, kernel, constant, calibration } = record;
  const parts = {
    reduction: reductionOf(record.reduction),
    gates: matrixOf(record.gates),
    point: { which: Int32Array.from(record.point.which), blocks: Float64Array.from(record.point.blocks) },
    trained: { constant: constant && Float64Array.from(constant), calibration },
  };
  if (shape || neurons || kernel || (model !== "gated-relu" && model !== "mkl")) {
    const { otherNetwork } = await import("./other-networks.js");
    return otherNetwork(record, parts);
  }
  const { reduction, gates, point, trained } = parts;
  return networkOfKind(gatedReluKind, gatedReluAt(gates, point, record.outputCount), reduction, trained);
}
