import type { KernelDescription } from "../../kernels/described-kernel.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import type { KernelMachine } from "../../models/kernel-machine.js";
import { constant, type NetworkText, rowsOf } from "./javascript-networks.js";

/** The name under which a module keeps the training rows; members of an average share them. */
export const trainingRows = "trainingRows";

/** f(z) = Σ_j k(z, x_j)α_j / scale; the training rows themselves are the module's to keep. */
export function kernelText({ kernel, scale, dual }: KernelMachine): NetworkText {
  const { constants, valuesAt } = texts(kernel, trainingRows);
  return {
    constants: [...constants, constant("dual", rowsOf(dual)), constant("scale", scale)],
    forward: `${valuesAt}
function forward(z) {
  const outputs = outputShift.map(() => 0);
  valuesAt(z).forEach((value, j) => dual[j].forEach((weight, k) => (outputs[k] += value * weight)));
  return outputs.map((output) => output / scale);
}
`,
  };
}

interface KernelText {
  readonly constants: readonly string[];
  readonly valuesAt: string;
}

/** Constants, and text that defines `valuesAt(z)`: k(z, x_j) for every training row. @param rows the name of these */
function texts(kernel: KernelDescription, rows: string): KernelText {
  switch (kernel.kind) {
    case "gaussian":
      return { constants: [constant("bandwidth", kernel.bandwidth)], valuesAt: gaussian(rows) };
    case "laplace":
      return { constants: [constant("bandwidth", kernel.bandwidth)], valuesAt: laplace(rows) };
    case "metric":
      return inMetric(kernel, rows);
    case "masking":
      return {
        constants: [constant("weights", Array.from(kernel.weights)), constant("gates", columnsOf(kernel.gates))],
        valuesAt: masking(rows),
      };
    case "neural-tangent":
      return {
        constants: [],
        valuesAt: angular(rows, "length === 0 ? 0 : (opening / (2 * Math.PI)) * cosine * length"),
      };
    case "relu-tangent":
      return {
        constants: [],
        valuesAt: angular(rows, "(length * (2 * opening * cosine + Math.sin(opening))) / (2 * Math.PI)"),
      };
  }
}

const columnsOf = ({ rows, columns, values }: Matrix): number[][] =>
  Array.from({ length: columns }, (_, i) => Array.from({ length: rows }, (_row, k) => values[k * columns + i]));

/** The plain kernel in a scope of its own, over rows times the map. */
function inMetric({ map, kernel }: Extract<KernelDescription, { kind: "metric" }>, rows: string): KernelText {
  const plain = texts(kernel, "rowsInMetric");
  return {
    constants: [constant("map", columnsOf(map))],
    valuesAt: `const inMetric = (z) => map.map((direction) => dot(direction, z));
const rowsInMetric = ${rows}.map(inMetric);
const valuesAt = (() => {
${[...plain.constants, plain.valuesAt].join("\n")}
return (z) => valuesAt(inMetric(z));
})();
`,
  };
}

const gaussian = (rows: string): string => `const valuesAt = (z) =>
  ${rows}.map((row) => {
    const distance = row.reduce((sum, value, k) => sum + (value - z[k]) ** 2, 0);
    return Math.exp(-distance / (2 * bandwidth * bandwidth));
  });
`;

const laplace = (rows: string): string => `const valuesAt = (z) =>
  ${rows}.map((row) => {
    const square = row.reduce((sum, value, k) => sum + (value - z[k]) ** 2, 0);
    return Math.exp(-Math.sqrt(square) / bandwidth);
  });
`;

const masking = (rows: string): string => `const openAt = (z) => gates.map((gate) => dot(gate, z) >= 0);
const openRows = ${rows}.map(openAt);

function valuesAt(z) {
  const open = openAt(z);
  return ${rows}.map((row, j) => {
    const shared = weights.reduce((sum, weight, i) => sum + (open[i] && openRows[j][i] ? weight : 0), 0);
    return dot(row, z) * shared;
  });
}
`;

/** Kernels of the angle θ between rows: accurate near 0 and π, as `kernels/angles.ts` is. */
const angular = (rows: string, value: string): string => `function unitOf(row) {
  const largest = row.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  if (largest === 0) return { unit: row, length: 0 };
  const divided = row.map((entry) => entry / largest);
  const length = Math.sqrt(dot(divided, divided));
  return { unit: divided.map((entry) => entry / length), length: largest * length };
}

const units = ${rows}.map(unitOf);

/** π − θ of two unit rows with this cosine. */
function openingOf(cosine, a, b) {
  if (Math.abs(cosine) < 0.9) return Math.acos(-cosine);
  const sum = a.reduce((total, entry, k) => total + (entry + b[k]) ** 2, 0);
  const difference = a.reduce((total, entry, k) => total + (entry - b[k]) ** 2, 0);
  return 2 * Math.atan2(Math.sqrt(sum), Math.sqrt(difference));
}

function valuesAt(z) {
  const own = unitOf(z);
  return units.map((other) => {
    const cosine = Math.min(1, Math.max(-1, dot(own.unit, other.unit)));
    const length = own.length * other.length;
    const opening = openingOf(cosine, own.unit, other.unit);
    return ${value};
  });
}
`;
