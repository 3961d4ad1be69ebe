import { givesProbabilities } from "../../models/class-probabilities.js";
import { requireNeurons } from "../../models/inner-network.js";
import type { OutputMap } from "../../networks/affine-map.js";
import type { Exportable } from "../exportable.js";
import { constant, networkText } from "./javascript-networks.js";

/**
 * The network as the text of an ES module without dependencies. The module exports `predict(rows)`: it takes rows of
 * raw numbers and gives one number for each row, or an array for several outputs. For classes it also exports `labels`
 * and `classify(rows)`, and `probabilities(rows)` where the model has them: an array a row, in the order of `labels`.
 * Its numbers are those of `network.predict` up to the order of sums. Within rounding of a gate, a gated network may
 * take the other side.
 * @returns the text of an ES module
 * @throws InputError for a kernel model or an average, which are as large as their training table
 */
export function toJavaScriptModule(model: Exportable, columnNames?: readonly string[]): string {
  const { network, labels } = model;
  const { columns, outputs, inputCount, outputCount } = network;
  const { constants, forward } = networkText(requireNeurons(network.inner));
  return [
    "// A network trained by halfspace. No dependencies: runs in Node and in a page.",
    "",
    ...(columnNames ? [`export const columnNames = ${JSON.stringify(columnNames)};`] : []),
    ...(labels ? [`export const labels = ${JSON.stringify(labels)};`] : []),
    `export const inputCount = ${inputCount};`,
    constant("columnShift", Array.from(columns.shift)),
    constant("columnFactor", Array.from(columns.factor)),
    constant("outputShift", Array.from(outputs.shift)),
    constant("outputScale", Array.from(outputs.scale)),
    ...constants,
    "",
    mapping(columns.bias),
    forward,
    prediction(outputs, outputCount),
    ...(labels ? [outputCount === 1 ? twoClasses : severalClasses] : []),
    ...(labels && givesProbabilities(model) ? [outputCount === 1 ? twoProbabilities : severalProbabilities] : []),
  ].join("\n");
}

const mapping = (bias: boolean): string => `function scaled(row) {
  if (row.length !== inputCount) throw new Error(\`got \${row.length} numbers in a row; expected \${inputCount}\`);
  const z = columnFactor.map((factor, k) => (factor === 0 ? 0 : (row[k] - columnShift[k]) * factor));
${bias ? "  z.push(1);\n" : ""}  return z;
}

const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
`;

const prediction = ({ link }: OutputMap, count: number): string => {
  const target = "outputShift[k] + outputScale[k] * value";
  return `function outputsOf(row) {
  return forward(scaled(row)).map((value, k) => ${link === "exp" ? `Math.exp(${target})` : target});
}

export function predict(rows) {
  return rows.map((row) => outputsOf(row)${count === 1 ? "[0]" : ""});
}
`;
};

const twoClasses = `export function classify(rows) {
  return predict(rows).map((score) => labels[score > 0 ? 1 : 0]);
}
`;

const severalClasses = `export function classify(rows) {
  return predict(rows).map((scores) => labels[scores.indexOf(Math.max(...scores))]);
}
`;

const twoProbabilities = `export function probabilities(rows) {
  return predict(rows).map((score) => {
    const second = score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score));
    return [1 - second, second];
  });
}
`;

const severalProbabilities = `export function probabilities(rows) {
  return predict(rows).map((scores) => {
    const largest = Math.max(...scores);
    const logarithm = largest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0));
    return scores.map((score) => Math.exp(score - logarithm));
  });
}
`;
