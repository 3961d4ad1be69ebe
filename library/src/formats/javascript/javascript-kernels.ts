import type { KernelDescription } from "../../kernels/described-kernel.js";
import type { KernelMachine } from "../../models/kernel-machine.js";
import { constant, type NetworkText, rowsOf } from "./javascript-networks.js";

/** The name under which a module keeps the training rows; members of an average share them. */
export const trainingRows = "trainingRows";

/** f(z) = Σ_j k(z, x_j)α_j / scale; the training rows themselves are the module's to keep. */
export function kernelText({ kernel, scale, dual }: KernelMachine): NetworkText {
  const { constants, valuesAt } = texts(kernel);
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

/** Constants, and text that defines `valuesAt(z)`: k(z, x_j) for every training row. */
function texts(kernel: KernelDescription): { readonly constants: readonly string[]; readonly valuesAt: string } {
  switch (kernel.kind) {
    case "gaussian":
      return { constants: [constant("bandwidth", kernel.bandwidth)], valuesAt: gaussian };
    case "masking":
      return {
        constants: [constant("weights", Array.from(kernel.weights)), constant("gates", columnsOf(kernel.gates))],
        valuesAt: masking,
      };
    case "neural-tangent":
      return { constants: [], valuesAt: angular("length === 0 ? 0 : (opening / (2 * Math.PI)) * cosine * length") };
    case "relu-tangent":
      return {
        constants: [],
        valuesAt: angular("(length * (2 * opening * cosine + Math.sin(opening))) / (2 * Math.PI)"),
      };
  }
}

const columnsOf = ({ rows, columns, values }: Extract<KernelDescription, { kind: "masking" }>["gates"]): number[][] =>
  Array.from({ length: columns }, (_, i) => Array.from({ length: rows }, (_row, k) => values[k * columns + i]));

const gaussian = `const valuesAt = (z) =>
  ${trainingRows}.map((row) => {
    const distance = row.reduce((sum, value, k) => sum + (value - z[k]) ** 2, 0);
    return Math.exp(-distance / (2 * bandwidth * bandwidth));
  });
`;

const masking = `const openAt = (z) => gates.map((gate) => dot(gate, z) >= 0);
const openRows = ${trainingRows}.map(openAt);

function valuesAt(z) {
  const open = openAt(z);
  return ${trainingRows}.map((row, j) => {
    const shared = weights.reduce((sum, weight, i) => sum + (open[i] && openRows[j][i] ? weight : 0), 0);
    return dot(row, z) * shared;
  });
}
`;

/** Kernels of the angle θ between rows: accurate near 0 and π, as `kernels/angles.ts` is. */
const angular = (value: string): string => `function unitOf(row) {
  const largest = row.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  if (largest === 0) return { unit: row, length: 0 };
  const divided = row.map((entry) => entry / largest);
  const length = Math.sqrt(dot(divided, divided));
  return { unit: divided.map((entry) => entry / length), length: largest * length };
}

const units = ${trainingRows}.map(unitOf);

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
