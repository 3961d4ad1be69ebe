import { relu } from "../../activations/activation.js";
import { imageSize, type PatchShape, patchMatrix } from "../../arrangements/patches.js";
import { type Matrix, matrix, transpose } from "../../linear-algebra/matrix.js";
import type { NeuronNetwork } from "../../models/inner-network.js";
import type { DeepGatedNetwork } from "../../networks/deep-gated.js";
import type { DeepReluNetwork } from "../../networks/deep-relu.js";
import type { GatedActivationNetwork } from "../../networks/gated-activation.js";
import type { ReluNetwork } from "../../networks/relu.js";

/** The weights of a network as constants, and its function `forward(z)` over mapped columns, as text. */
export interface NetworkText {
  readonly constants: readonly string[];
  readonly forward: string;
}

export const constant = (name: string, value: unknown): string => `const ${name} = ${JSON.stringify(value)};`;

export function networkText(network: NeuronNetwork): NetworkText {
  switch (network.kind) {
    case "relu":
      return neuronsText(network);
    case "deep-relu":
      return layersText(network);
    case "gated-relu":
      return gatedText({ ...network, activation: relu() });
    case "gated-activation":
      return gatedText(network);
    case "deep-gated-relu":
      return deepText(network);
    case "gated-convolutional":
      return pooledText(network.patches, gatedText({ ...network, activation: relu() }));
    case "convolutional":
      return pooledText(network.patches, neuronsText(network.filters));
  }
}

/** A matrix as plain rows. */
export function rowsOf({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));
}

/** One neuron a row. */
function neuronsText({ hidden, output, activation = relu() }: ReluNetwork): NetworkText {
  const { name, positive, negative } = activation;
  const sigma = name === "threshold" ? "t >= 0 ? 1 : 0" : `t >= 0 ? ${times(positive)} : ${times(negative)}`;
  return {
    constants: [constant("hidden", rowsOf(hidden)), constant("readout", rowsOf(output))],
    forward: `const sigma = (t) => (${sigma});

function forward(z) {
  const outputs = outputShift.map(() => 0);
  hidden.forEach((neuron, i) => {
    const activation = sigma(dot(neuron, z));
    if (activation !== 0) readout[i].forEach((weight, k) => (outputs[k] += activation * weight));
  });
  return outputs;
}
`,
  };
}

const times = (slope: number): string => (slope === 0 ? "0" : slope === 1 ? "t" : `${slope} * t`);

/** One gate a row; `slope(t)` is what a block counts for. */
function gatedText({ activation, gates, blocks }: Pick<GatedActivationNetwork, "activation" | "gates" | "blocks">) {
  const isThreshold = activation.name === "threshold";
  const [positive, negative] = isThreshold ? [1, 0] : [activation.positive, activation.negative];
  const factor = isThreshold ? "slope" : "slope * z[Math.floor(k / outputs.length)]";
  return {
    constants: [constant("gates", rowsOf(transpose(gates))), constant("blocks", rowsOf(blocks))],
    forward: `function forward(z) {
  const outputs = outputShift.map(() => 0);
  gates.forEach((gate, i) => {
    const slope = dot(gate, z) >= 0 ? ${positive} : ${negative};
    if (slope !== 0) blocks[i].forEach((weight, k) => (outputs[k % outputs.length] += ${factor} * weight));
  });
  return outputs;
}
`,
  };
}

/** One unit a row in every layer. */
function layersText({ weights }: DeepReluNetwork): NetworkText {
  const layers = weights.map((layer) => rowsOf(transpose(layer)));
  return {
    constants: [constant("layers", layers)],
    forward: `function forward(z) {
  return layers.reduce((values, layer, l) => {
    const rectified = l === 0 ? values : values.map((value) => Math.max(0, value));
    return layer.map((unit) => dot(unit, rectified));
  }, z);
}
`,
  };
}

/** Later layers' gates look at random ReLU features; a block counts where its gate of every layer is open. */
function deepText({ layers, blocks }: DeepGatedNetwork): NetworkText {
  return {
    constants: [
      constant(
        "features",
        layers.hidden.map((weights) => rowsOf(transpose(weights))),
      ),
      constant(
        "gates",
        layers.gates.map((gates) => rowsOf(transpose(gates))),
      ),
      constant(
        "choices",
        layers.choices.map((choice) => Array.from(choice)),
      ),
      constant("blocks", rowsOf(blocks)),
    ],
    forward: `function forward(z) {
  const outputs = outputShift.map(() => 0);
  let values = z;
  const open = gates.map((layer, l) => {
    if (l > 0) values = features[l - 1].map((unit) => Math.max(0, dot(unit, values)));
    return layer.map((gate) => dot(gate, values) >= 0);
  });
  blocks.forEach((block, i) => {
    if (!choices.every((choice, l) => open[l][choice[i]])) return;
    block.forEach((weight, k) => (outputs[k % outputs.length] += z[Math.floor(k / outputs.length)] * weight));
  });
  return outputs;
}
`,
  };
}

/** The sum over the patches of an image: which number each is made of is read off a picture whose pixels are their own numbers from 1. */
function pooledText(shape: PatchShape, { constants, forward }: NetworkText): NetworkText {
  const size = imageSize(shape);
  const numbered = matrix(
    1,
    size,
    Float64Array.from({ length: size }, (_, k) => k + 1),
  );
  return {
    constants: [...constants, constant("patches", rowsOf(patchMatrix(numbered, shape)))],
    forward: `${forward.replace("function forward(z)", "function onPatch(z)")}
function forward(z) {
  const outputs = outputShift.map(() => 0);
  for (const patch of patches) {
    const values = onPatch(patch.map((number) => (number === 0 ? 0 : z[number - 1])));
    values.forEach((value, k) => (outputs[k] += value));
  }
  return outputs;
}
`,
  };
}
