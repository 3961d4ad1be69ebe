import type { Matrix } from "../linear-algebra/matrix.js";
import { type Network, requireNeurons } from "../networks/network.js";
import type { Exportable } from "./onnx.js";

/**
 * The network as the text of an ES module without dependencies. It exports `predict(rows)`: rows of raw numbers in, for each row one number
 * out (an array for several outputs); for classes also `labels` and `classify(rows)`. Equal to `network.predict` up to the order of sums;
 * within rounding of a gate a gated network may take the other side.
 */
export function toJavaScriptModule({ network, labels }: Exportable, columnNames?: readonly string[]): string {
  const { columns, outputs, inputCount, outputCount } = network;
  return [
    "// A two-layer network trained by halfspace. No dependencies: runs in Node and in a page.",
    "",
    ...(columnNames ? [`export const columnNames = ${JSON.stringify(columnNames)};`] : []),
    ...(labels ? [`export const labels = ${JSON.stringify(labels)};`] : []),
    `export const inputCount = ${inputCount};`,
    constant("columnShift", Array.from(columns.shift)),
    constant("columnFactor", Array.from(columns.factor)),
    constant("outputShift", Array.from(outputs.shift)),
    constant("outputScale", Array.from(outputs.scale)),
    ...weights(network),
    "",
    mapping(columns.bias),
    requireNeurons(network).kind === "relu" ? reluForward : gatedForward,
    prediction(outputCount),
    ...(labels ? [outputCount === 1 ? twoClasses : severalClasses] : []),
  ].join("\n");
}

const constant = (name: string, value: unknown): string => `const ${name} = ${JSON.stringify(value)};`;

/** One neuron or gate a row. */
function weights(network: Network): string[] {
  const inner = requireNeurons(network);
  if (inner.kind === "relu")
    return [constant("hidden", rowsOf(inner.hidden)), constant("readout", rowsOf(inner.output))];
  const { gates, blocks } = inner;
  const columns = Array.from({ length: gates.columns }, (_, i) =>
    Array.from({ length: gates.rows }, (_, k) => gates.values[k * gates.columns + i]),
  );
  return [constant("gates", columns), constant("blocks", rowsOf(blocks))];
}

function rowsOf({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));
}

const mapping = (bias: boolean): string => `function scaled(row) {
  if (row.length !== inputCount) throw new Error(\`got \${row.length} numbers in a row; expected \${inputCount}\`);
  const z = columnFactor.map((factor, k) => (factor === 0 ? 0 : (row[k] - columnShift[k]) * factor));
${bias ? "  z.push(1);\n" : ""}  return z;
}

const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
`;

const reluForward = `function forward(z) {
  const outputs = outputShift.map(() => 0);
  hidden.forEach((neuron, i) => {
    const activation = dot(neuron, z);
    if (activation > 0) readout[i].forEach((weight, k) => (outputs[k] += activation * weight));
  });
  return outputs;
}
`;

const gatedForward = `function forward(z) {
  const outputs = outputShift.map(() => 0);
  gates.forEach((gate, i) => {
    if (dot(gate, z) < 0) return;
    blocks[i].forEach((weight, k) => (outputs[k % outputs.length] += z[Math.floor(k / outputs.length)] * weight));
  });
  return outputs;
}
`;

const prediction = (outputs: number): string => `function outputsOf(row) {
  return forward(scaled(row)).map((value, k) => outputShift[k] + outputScale[k] * value);
}

export function predict(rows) {
  return rows.map((row) => outputsOf(row)${outputs === 1 ? "[0]" : ""});
}
`;

const twoClasses = `export function classify(rows) {
  return predict(rows).map((score) => labels[score >= 0 ? 1 : 0]);
}
`;

const severalClasses = `export function classify(rows) {
  return predict(rows).map((scores) => labels[scores.indexOf(Math.max(...scores))]);
}
`;
