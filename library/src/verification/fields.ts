/**
 * Every field of a model file and of an average file, with what `verifyModel` and `verifyAverage` do about it. A test mutates each of them in
 * files of all kinds and checks that this list is true. A field that is not here fails that test.
 *
 * - "stated": it is what the certificate is about, and the verdict names it (weights, gates, λ, the loss): another value is another statement,
 *   for which the claims must be proved anew.
 * - "recomputed": the file's value must follow from the table and the stated fields: equal bit for bit, or a bound that is proved.
 * - "bounded": an upper bound that is proved. One that is looser is proved as well.
 * - "shape": the reader refuses a value that does not fit the rest.
 * - "not checked": nothing here proves it, and the verdict says so.
 */
export type FieldCheck = "stated" | "recomputed" | "bounded" | "shape" | "not checked";

/** Fields by their path; an entry of an array or record has its parent's path. */
export type FieldList = Readonly<Record<string, FieldCheck>>;

/** Every field of a model file, and what verifies it. The fields of `table` are read by the program that wrote it. */
export const fieldsOfModelFile: FieldList = {
  format: "shape",
  version: "shape",
  task: "recomputed",
  model: "recomputed",
  labels: "stated",
  status: "recomputed",
  loss: "stated",
  lossParameters: "stated",
  sampleWeights: "stated",
  dualPoint: "stated",
  calibration: "not checked",
  "intervals.level": "stated",
  "intervals.foldOf": "stated",
  "intervals.scores": "recomputed",
  "intervals.weights": "stated",
  "intervals.networks": "stated",
  lambda: "stated",
  lambdaFraction: "recomputed",
  "options.gates": "stated",
  "options.gateStrategy": "stated",
  "options.standardise": "recomputed",
  "options.standardiseTargets": "recomputed",
  "options.bias": "recomputed",
  "options.folds": "not checked",
  "options.seed": "stated",
  "options.tolerance": "stated",
  "options.pathTolerance": "not checked",
  "options.q": "stated",
  "options.solver": "not checked",
  "options.initial": "not checked",
  "options.monotone": "stated",
  sampleCount: "recomputed",
  featureCount: "shape",
  outputCount: "shape",
  maskCount: "shape",
  activeGates: "shape",
  "certificate.program": "recomputed",
  "certificate.primalObjective": "recomputed",
  "certificate.dualObjective": "recomputed",
  "certificate.dualityGap": "recomputed",
  "certificate.relativeGap": "recomputed",
  "certificate.maxConeViolation": "recomputed",
  "certificate.coverage": "recomputed",
  "certificate.maskCount": "shape",
  "certificate.largestViolation": "bounded",
  "certificate.starts": "not checked",
  statement: "recomputed",
  "freshGates.count": "stated",
  "freshGates.draw": "stated",
  "freshGates.trained": "recomputed",
  "freshGates.violating": "bounded",
  "freshGates.shareAbove": "bounded",
  "freshGates.confidence": "recomputed",
  "freshGates.relativeGap": "bounded",
  growth: "not checked",
  "allNetworks.dualObjective": "recomputed",
  "allNetworks.relativeGap": "recomputed",
  "decomposition.strategy": "not checked",
  "decomposition.inflation": "recomputed",
  "decomposition.objective": "recomputed",
  "decomposition.relativeGap": "recomputed",
  "decomposition.maxConeViolation": "not checked",
  crossValidation: "not checked",
  notes: "not checked",
  reduction: "recomputed",
  shape: "stated",
  gates: "stated",
  point: "stated",
  constant: "stated",
  neurons: "stated",
  kernel: "stated",
  "kernel.rows": "recomputed",
  background: "recomputed",
  table: "not checked",
};

/** The same for a generated network, whose λ may be a fraction of what sampled gates gave. */
export const fieldsOfGeneratedFile: FieldList = { ...fieldsOfModelFile, lambdaFraction: "not checked" };

/** Every field of the file of an averaged model, and what verifies it. */
export const fieldsOfAverageFile: FieldList = {
  format: "shape",
  version: "shape",
  task: "recomputed",
  labels: "stated",
  reduction: "recomputed",
  inputs: "recomputed",
  centres: "stated",
  statement: "recomputed",
  "members.kind": "shape",
  "members.weight": "stated",
  "members.kernel": "stated",
  "members.scale": "stated",
  "members.lambda": "stated",
  "members.dualCoefficients": "stated",
  "members.jitter": "stated",
  "members.relativeGap": "bounded",
  "members.hidden": "stated",
  "members.output": "stated",
  "members.objective": "bounded",
  "members.coverage": "recomputed",
  "intervals.level": "stated",
  "intervals.foldOf": "stated",
  "intervals.scores": "recomputed",
  "intervals.networks": "stated",
  // What verifies a model of its own verifies it here.
  ...Object.fromEntries(Object.entries(fieldsOfModelFile).map(([field, check]) => [`members.model.${field}`, check])),
  calibration: "not checked",
  notes: "not checked",
  background: "recomputed",
  table: "not checked",
};

/**
 * What verifies a field of a file: the entry of the longest listed path that leads to it.
 * @param path keys and positions from the top of the record
 * @returns the entry; undefined for a field that is not listed
 */
export function checkOf(fields: FieldList, path: readonly (string | number)[]): FieldCheck | undefined {
  const names = path.filter((part): part is string => typeof part === "string");
  for (let length = names.length; length > 0; length--) {
    const check = fields[names.slice(0, length).join(".")];
    if (check) return check;
  }
  return undefined;
}
