import type { Matrix } from "../../linear-algebra/matrix.js";
import type { AverageNetwork, InnerNetwork } from "../../models/inner-network.js";
import { kernelText, trainingRows } from "./javascript-kernels.js";
import { constant, type NetworkText, networkText, rowsOf } from "./javascript-networks.js";

/** A network of any kind as text; the training rows that kernels compare with stand first. */
export function innerText(network: InnerNetwork): NetworkText {
  const rows = rowsOfKernels(network);
  const { constants, forward } = network.kind === "average" ? averageText(network) : memberText(network);
  return { constants: [...(rows ? [constant(trainingRows, rowsOf(rows))] : []), ...constants], forward };
}

const memberText = (network: AverageNetwork["members"][number]): NetworkText =>
  network.kind === "kernel" ? kernelText(network) : networkText(network);

/** The mean of the members, each in a scope of its own. */
function averageText({ members }: AverageNetwork): NetworkText {
  const scopes = members.map((member) => {
    const { constants, forward } = memberText(member);
    return `(() => {\n${[...constants, forward].join("\n")}\nreturn forward;\n})()`;
  });
  return {
    constants: [],
    forward: `const members = [${scopes.join(", ")}];

function forward(z) {
  const outputs = outputShift.map(() => 0);
  for (const member of members) member(z).forEach((value, k) => (outputs[k] += value / members.length));
  return outputs;
}
`,
  };
}

/** The rows of a kernel machine, or those that the members of an average share. */
function rowsOfKernels(network: InnerNetwork): Matrix | undefined {
  if (network.kind === "kernel") return network.rows;
  if (network.kind !== "average") return undefined;
  return network.members.find((member) => member.kind === "kernel")?.rows;
}
