import { givesProbabilities } from "../../models/class-probabilities.js";
import type { OutputMap } from "../../networks/affine-map.js";
import type { Exportable } from "../exportable.js";
import { innerText } from "./inner-text.js";
import { constant } from "./javascript-networks.js";

/** What lets a module take raw rows of a table: `@halfspace/tables` makes it from an encoding. */
export interface ModuleRows {
  /** Text that defines `encoded(row, where)`: the numbers of one raw row, or an error that begins with `where`. */
  readonly text: string;
}

/**
 * The network as the text of an ES module without dependencies. The module exports `predict(rows)`: it takes rows of
 * raw numbers and gives one number for each row, or an array for several outputs. For classes it also exports `labels`
 * and `classify(rows)`, and `probabilities(rows)` where the model has them: an array a row, in the order of `labels`.
 * Its numbers are those of `network.predict` up to the order of sums. Within rounding of a gate, a gated network may
 * take the other side.
 *
 * With `rows` it takes one row of a table as an object, or an array of them, and `predict` gives labels for classes.
 * A kernel model and an average hold their training rows, after the column map.
 * @returns the text of an ES module
 */
export function toJavaScriptModule(model: Exportable, columnNames?: readonly string[], rows?: ModuleRows): string {
  const { network, labels } = model;
  const { columns, outputs, inputCount, outputCount } = network;
  const { constants, forward } = innerText(network.inner);
  const parts: ModuleParts = { outputCount, hasLabels: labels !== null, hasProbabilities: givesProbabilities(model) };
  return [
    "// A network trained by halfspace. No dependencies: runs in Node and in a page.",
    "",
    ...(columnNames ? [`export const columnNames = ${inScript(columnNames)};`] : []),
    ...(labels ? [`export const labels = ${inScript(labels)};`] : []),
    rows ? constant("inputCount", inputCount) : `export ${constant("inputCount", inputCount)}`,
    constant("columnShift", Array.from(columns.shift)),
    constant("columnFactor", Array.from(columns.factor)),
    constant("outputShift", Array.from(outputs.shift)),
    constant("outputScale", Array.from(outputs.scale)),
    ...constants,
    "",
    mapping(columns.bias),
    forward,
    outputsText(outputs),
    ...answers(parts),
    ...(rows ? [rows.text, rowDoors(parts)] : [matrixDoors(parts)]),
  ].join("\n");
}

const mapping = (bias: boolean): string => `function scaled(row) {
  if (row.length !== inputCount) throw new Error(\`got \${row.length} numbers in a row; expected \${inputCount}\`);
  const z = columnFactor.map((factor, k) => (factor === 0 ? 0 : (row[k] - columnShift[k]) * factor));
${bias ? "  z.push(1);\n" : ""}  return z;
}

const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
`;

const outputsText = ({ link }: OutputMap): string => {
  const target = "outputShift[k] + outputScale[k] * value";
  return `function outputsOf(row) {
  return forward(scaled(row)).map((value, k) => ${link === "exp" ? `Math.exp(${target})` : target});
}
`;
};

/** What a module offers. */
interface ModuleParts {
  readonly outputCount: number;
  readonly hasLabels: boolean;
  readonly hasProbabilities: boolean;
}

/** The label and the probabilities of a row's scores, where there are any: the rule of `decodeOutputs`. */
function answers({ outputCount, hasLabels, hasProbabilities }: ModuleParts): string[] {
  if (!hasLabels) return [];
  const [label, probabilities] = outputCount === 1 ? [secondClass, secondProbability] : [largestClass, softmaxOfScores];
  return [label, ...(hasProbabilities ? [probabilities] : [])];
}

const secondClass = "const labelOf = ([score]) => labels[score > 0 ? 1 : 0];\n";

const largestClass = "const labelOf = (scores) => labels[scores.indexOf(Math.max(...scores))];\n";

const secondProbability = `function probabilitiesOf([score]) {
  const second = score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score));
  return [1 - second, second];
}
`;

const softmaxOfScores = `function probabilitiesOf(scores) {
  const largest = Math.max(...scores);
  const logarithm = largest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0));
  return scores.map((score) => Math.exp(score - logarithm));
}
`;

const numberOf = (outputCount: number): string => (outputCount === 1 ? "outputs[0]" : "outputs");

/** The exports of a module that takes rows of numbers. */
function matrixDoors({ outputCount, hasLabels, hasProbabilities }: ModuleParts): string {
  const door = (name: string, answer: string) => `
export function ${name}(rows) {
  return rows.map((row) => outputsOf(row)).map((outputs) => ${answer});
}
`;
  return [
    door("predict", numberOf(outputCount)),
    ...(hasLabels ? [door("classify", "labelOf(outputs)")] : []),
    ...(hasLabels && hasProbabilities ? [door("probabilities", "probabilitiesOf(outputs)")] : []),
  ].join("");
}

/** The exports of a module that takes rows of a table. */
function rowDoors({ outputCount, hasLabels, hasProbabilities }: ModuleParts): string {
  const door = (name: string, answer: string) => `
export function ${name}(rows) {
  return each(rows, (outputs) => ${answer});
}
`;
  return [
    `function each(rows, answer) {
  if (!Array.isArray(rows)) return answer(outputsOf(encoded(rows, "")));
  return rows.map((row, index) => answer(outputsOf(encoded(row, \`row \${index + 1}: \`))));
}
`,
    door("predict", hasLabels ? "labelOf(outputs)" : numberOf(outputCount)),
    ...(hasLabels && hasProbabilities ? [door("probabilities", "probabilitiesOf(outputs)")] : []),
  ].join("");
}

/** As JSON, which also cannot end the element of a page that the module is pasted into. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
