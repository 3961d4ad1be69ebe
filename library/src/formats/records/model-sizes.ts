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
    ...partsOfKind(record),
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

/**
 * Parts that models of some kinds alone have. Nothing would prove them elsewhere: a constant beside a network that was judged without one moves
 * every prediction, and a bound over fresh gates of a kernel says nothing.
 */
function partsOfKind(record: ModelRecord): SizeCheck[] {
  const { certificate, kernel, options, shape, labels } = record;
  const isGenerated = isOfNetwork(certificate);
  const isGated = !isGenerated && kernel === undefined;
  const isDrawn = isGated && typeof options.gates === "number" && shape?.kind !== "deep";
  const only = (field: string, part: unknown, fits: boolean): SizeCheck => [field, part === undefined || fits];
  return [
    only("constant", record.constant, isGated),
    only("dualPoint", record.dualPoint, isGated),
    only("freshGates", record.freshGates, isDrawn),
    only("growth", record.growth, isDrawn),
    only("intervals", record.intervals, isGated && shape?.kind !== "deep"),
    only("allNetworks", record.allNetworks, isGenerated),
    only("certificate.largestViolation", certificate.largestViolation, isGenerated),
    only("certificate.starts", certificate.starts, isGenerated),
    only("calibration", record.calibration, labels !== null),
    only("options.q", options.q, record.model === "gated-relu"),
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
