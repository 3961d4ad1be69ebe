import { FormatError, rejectUnknownOptions } from "../errors.js";
import type { KernelDescription } from "../kernels/described-kernel.js";
import { namedLoss } from "../losses/named.js";
import type { InnerNetwork } from "../models/inner-network.js";
import { gatedNetworkOf, plainNetworkOf, type ShapedGates } from "../models/network-shape.js";
import { type Network, rawNetwork } from "../models/raw-network.js";
import type { Calibration, TrainedModel } from "../models/trained-model.js";
import { type ReluNetwork, reluNetwork } from "../networks/relu.js";
import type { Reduction } from "../reductions/reduction.js";
import { type ModelRecord, modelSchema } from "./model-schema.js";
import { dense, plain, shapeChecks, shapeOfRecord, shapeRecord } from "./shape-record.js";

export interface ModelFileOptions {
  /** Plain JSON that travels with the model and is not read here, such as a table's column encoding. */
  readonly table?: unknown;
}

/**
 * A model as JSON text, version 1 (2 for networks other than two plain ReLU layers): one line a part, keys in a fixed order, no time or date; the same training gives the same bytes.
 * It holds all gates and blocks of the certified program, so that the certificate can be recomputed from it and the training table.
 */
export function toModelFile(model: TrainedModel, options: ModelFileOptions = {}): string {
  rejectUnknownOptions(options, ["table"], "toModelFile");
  const record = recordOf(model, "table" in options ? options.table : model.table);
  const lines = Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/**
 * The model in a file's text.
 * @throws FormatError, in one line, when the text is damaged, of another kind or of a later version
 */
export function fromModelFile(text: string): TrainedModel {
  const raw = parse(text);
  const result = modelSchema().safeParse(raw);
  if (!result.success) {
    const { path, message } = result.error.issues[0];
    throw damaged(path.length > 0 ? `${path.join(".")}: ${message}` : message);
  }
  return modelOf(result.data);
}

function parse(text: string): unknown {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw damaged("it is not JSON");
  }
  const { format, version } = (raw ?? {}) as { format?: unknown; version?: unknown };
  if (format !== "halfspace-model") {
    throw new FormatError('model file: not a halfspace model (its "format" is not "halfspace-model")');
  }
  if (typeof version === "number" && version > 2) {
    throw new FormatError(`model file: version ${version}; this program reads versions 1 and 2, a newer one is needed`);
  }
  return raw;
}

function damaged(what: string): FormatError {
  return new FormatError(`model file: damaged, ${what.replace(/\s+/g, " ")}`);
}

function recordOf(model: TrainedModel, table: unknown): ModelRecord {
  const { certificate, reduction, network, crossValidation: chosen, options, decomposition } = model;
  const { columns, outputs } = reduction;
  const inner = network.inner;
  return {
    format: "halfspace-model",
    version: model.shape ? 2 : 1,
    task: model.task,
    model: model.model,
    labels: model.labels && [...model.labels],
    status: model.status as ModelRecord["status"],
    loss: model.loss,
    ...(model.lossParameters ? { lossParameters: { ...model.lossParameters } } : {}),
    ...(model.sampleWeights ? { sampleWeights: [...model.sampleWeights] } : {}),
    ...(model.dualPoint ? { dualPoint: [...model.dualPoint] } : {}),
    ...(model.calibration ? { calibration: calibrationOf(model.calibration) } : {}),
    lambda: model.lambda,
    lambdaFraction: model.lambdaFraction,
    options: {
      gates: options.gates,
      ...(options.gateStrategy === undefined ? {} : { gateStrategy: options.gateStrategy }),
      standardise: options.standardise,
      standardiseTargets: options.standardiseTargets,
      bias: options.bias,
      folds: options.folds,
      seed: options.seed,
      tolerance: options.tolerance,
      pathTolerance: options.pathTolerance,
      ...(options.q === undefined ? {} : { q: options.q }),
      ...(options.solver === undefined ? {} : { solver: options.solver }),
      ...(options.initial === undefined ? {} : { initial: options.initial }),
    },
    sampleCount: model.sampleCount,
    featureCount: model.featureCount,
    outputCount: model.outputCount,
    maskCount: model.maskCount,
    activeGates: model.activeGates,
    certificate: {
      program: certificate.program,
      primalObjective: certificate.primalObjective,
      dualObjective: certificate.dualObjective,
      dualityGap: certificate.dualityGap,
      relativeGap: certificate.relativeGap,
      maxConeViolation: certificate.maxConeViolation,
      coverage: certificate.coverage,
      maskCount: certificate.maskCount,
      ...(certificate.largestViolation === undefined
        ? {}
        : { largestViolation: certificate.largestViolation, starts: certificate.starts }),
    },
    decomposition: decomposition && {
      strategy: decomposition.strategy,
      inflation: decomposition.inflation,
      objective: decomposition.objective,
      relativeGap: decomposition.relativeGap,
      maxConeViolation: decomposition.maxConeViolation,
    },
    crossValidation: chosen && {
      metric: chosen.metric,
      lambdaFraction: chosen.lambdaFraction,
      mean: chosen.mean,
      standardError: chosen.standardError,
      folds: chosen.folds,
      path: chosen.path.map(({ lambdaFraction, mean, standardError }) => ({ lambdaFraction, mean, standardError })),
    },
    notes: [...model.notes],
    reduction: {
      columns: { shift: [...columns.shift], factor: [...columns.factor], bias: columns.bias },
      outputs: {
        shift: [...outputs.shift],
        scale: [...outputs.scale],
        ...(outputs.link ? { link: outputs.link } : {}),
      },
    },
    ...(model.shape ? { shape: shapeRecord(model.shape) } : {}),
    gates: plain(model.gates),
    point: { which: [...model.point.which], blocks: [...model.point.blocks] },
    neurons: neuronsOf(inner),
    ...(inner.kind === "kernel"
      ? {
          kernel: {
            name: inner.kernel.kind === "gaussian" ? "gaussian" : "ntk",
            bandwidth: inner.kernel.kind === "gaussian" ? inner.kernel.bandwidth : null,
            rows: plain(inner.rows),
            dual: plain(inner.dual),
          },
        }
      : {}),
    table: table ?? null,
  };
}

function neuronsOf(inner: InnerNetwork): ModelRecord["neurons"] {
  const plainOf = ({ hidden, output }: ReluNetwork) => ({ hidden: plain(hidden), output: plain(output) });
  if (inner.kind === "relu") return plainOf(inner);
  return inner.kind === "convolutional" ? plainOf(inner.filters) : null;
}

function modelOf(record: ModelRecord): TrainedModel {
  const { reduction: maps, neurons, kernel, format: _, version: __, shape: ___, ...others } = record;
  const { table, sampleWeights, dualPoint, ...rest } = others;
  const reduction: Reduction = {
    columns: {
      shift: Float64Array.from(maps.columns.shift),
      factor: Float64Array.from(maps.columns.factor),
      bias: maps.columns.bias,
    },
    outputs: {
      shift: Float64Array.from(maps.outputs.shift),
      scale: Float64Array.from(maps.outputs.scale),
      ...(maps.outputs.link ? { link: maps.outputs.link } : {}),
    },
  };
  requireFittingLengths(record);
  const shape = record.shape && shapeOfRecord(record.shape, record);
  const shaped: ShapedGates = { gates: dense(record.gates), ...(shape ? { shape } : {}) };
  const point = { which: Int32Array.from(record.point.which), blocks: Float64Array.from(record.point.blocks) };
  let network: Network;
  if (kernel) {
    const described: KernelDescription =
      kernel.name === "gaussian"
        ? { kind: "gaussian", bandwidth: kernel.bandwidth as number }
        : { kind: "neural-tangent" };
    const [rows, dual] = [dense(kernel.rows), dense(kernel.dual)];
    network = rawNetwork({ kind: "kernel", kernel: described, scale: 1, rows, dual }, reduction);
  } else if (neurons) {
    const plainNeurons = reluNetwork(dense(neurons.hidden), dense(neurons.output));
    network = rawNetwork(plainNetworkOf(plainNeurons, shape), reduction);
  } else {
    network = gatedNetworkOf(reduction, shaped, point);
  }
  const coverage = record.certificate.coverage;
  const vectors = {
    ...(sampleWeights ? { sampleWeights: Float64Array.from(sampleWeights) } : {}),
    ...(dualPoint ? { dualPoint: Float64Array.from(dualPoint) } : {}),
  };
  return { ...rest, ...vectors, reduction, ...shaped, point, network, coverage, table: table ?? undefined };
}

function requireFittingLengths(record: ModelRecord): void {
  const { reduction, gates, point, neurons, featureCount, outputCount, maskCount, model, task, labels } = record;
  const { shape } = record;
  // Columns of the network, and numbers a gate is over.
  const d = featureCount + (reduction.columns.bias ? 1 : 0);
  const h = shape?.kind === "convolutional" ? filterSize(shape) + (reduction.columns.bias ? 1 : 0) : d;
  const size = (shape?.kind === "activation" && shape.activation === "threshold" ? 1 : h) * outputCount;
  const pool = shape?.kind === "deep" ? gates.columns : maskCount;
  const ascending = point.which.every((gate, a) => gate < maskCount && (a === 0 || gate > point.which[a - 1]));
  const generated = record.certificate.program === "relu-network";
  const checks: [string, boolean][] = [
    ["reduction.columns.shift", reduction.columns.shift.length === featureCount],
    ["reduction.columns.factor", reduction.columns.factor.length === featureCount],
    ["reduction.outputs.shift", reduction.outputs.shift.length === outputCount],
    ["reduction.outputs.scale", reduction.outputs.scale.length === outputCount],
    ["gates", gates.rows === h && gates.columns === pool && gates.values.length === h * pool],
    ["point.which", point.which.length === record.activeGates && ascending],
    ["point.blocks", point.blocks.length === point.which.length * size],
    ["neurons", (model === "relu") === (neurons !== null)],
    ["decomposition", (model === "relu" && !generated) === (record.decomposition !== null)],
    ["sampleWeights", (record.sampleWeights?.length ?? record.sampleCount) === record.sampleCount],
    ["dualPoint", (record.dualPoint?.length ?? record.sampleCount * outputCount) === record.sampleCount * outputCount],
    ["labels", (task === "classification") === (labels !== null)],
    ["certificate.maskCount", record.certificate.maskCount === maskCount],
  ];
  if (labels) {
    const outputs = namedLoss(record.loss)?.targets !== "one-hot" && labels.length === 2 ? 1 : labels.length;
    checks.push(["outputCount", outputCount === outputs]);
  }
  const { kernel, sampleCount } = record;
  checks.push(["kernel", (model === "ntk" || model === "gaussian") === (kernel !== undefined)]);
  if (kernel) {
    const { rows, dual, name, bandwidth } = kernel;
    checks.push(["kernel.bandwidth", (name === "gaussian") === (bandwidth !== null)]);
    checks.push(["kernel.name", name === model]);
    checks.push(["kernel.rows", rows.rows === sampleCount && rows.columns === d]);
    checks.push(["kernel.rows", rows.values.length === rows.rows * d]);
    checks.push(["kernel.dual", dual.rows === sampleCount && dual.columns === outputCount]);
    checks.push(["kernel.dual", dual.values.length === dual.rows * outputCount]);
  }
  if (neurons) {
    const { hidden, output } = neurons;
    checks.push(["neurons.hidden", hidden.columns === h && hidden.values.length === hidden.rows * h]);
    const fits = output.rows === hidden.rows && output.columns === outputCount;
    checks.push(["neurons.output", fits && output.values.length === output.rows * outputCount]);
  }
  checks.push(...shapeChecks(record));
  for (const [name, fine] of checks) if (!fine) throw damaged(`the size of ${name} does not fit the rest`);
}

function calibrationOf({ slope, intercept, logLossBefore, logLoss, calibrationError }: Calibration) {
  return { slope, intercept, logLossBefore, logLoss, calibrationError };
}

const filterSize = ({
  channels,
  filterHeight,
  filterWidth,
}: Record<"channels" | "filterHeight" | "filterWidth", number>) => channels * filterHeight * filterWidth;
