import { isOfNetwork } from "../../certificates/describe.js";
import { blockSize, classSizes, gateSize, gateSizes, reductionSizes } from "./gate-sizes.js";
import { intervalSizes } from "./interval-record.js";
import type { ModelRecord } from "./model-schema.js";
import { networkSizes } from "./network-sizes.js";
import type { SizeCheck } from "./record-file.js";
import { backgroundSize } from "./vocabulary.js";

/** What must hold between the sizes of a model file's parts, which the schema of each part alone cannot see. */
export function modelSizes(record: ModelRecord): SizeCheck[] {
  return [
    ...reductionSizes(record),
    ...gateSizes(record),
    ...claimSizes(record),
    ...rowSizes(record),
    ...classSizes(record),
    ...networkSizes(record),
    ...intervalSizes(record, gateSize(record), blockSize(record)),
    backgroundSize(record, record.featureCount),
  ];
}

function claimSizes({ model, decomposition, certificate, maskCount, shape }: ModelRecord): SizeCheck[] {
  const isDecomposed = decomposition !== null;
  return [
    ["decomposition", (model === "relu" && !isOfNetwork(certificate)) === isDecomposed],
    ["certificate.maskCount", certificate.maskCount === maskCount],
    ["shape", !shape || model !== "relu" || isDecomposed],
  ];
}

function rowSizes(record: ModelRecord): SizeCheck[] {
  const { sampleWeights, dualPoint, sampleCount, outputCount, featureCount, options, certificate } = record;
  const { monotone } = options;
  return [
    ["options.monotone", !monotone || (monotone.length === featureCount && isOfNetwork(certificate))],
    ["sampleWeights", !sampleWeights || sampleWeights.length === sampleCount],
    ["dualPoint", !dualPoint || dualPoint.length === sampleCount * outputCount],
  ];
}
