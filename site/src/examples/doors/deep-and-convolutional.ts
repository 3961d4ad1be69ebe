// Masks of deeper and of convolutional networks
import { gatedReluProgram, randomGenerator, solve } from "halfspace";
import {
  type ComposedArrangement,
  composedArrangement,
  patchCount,
  patchMatrix,
  patchShape,
  patchSize,
} from "halfspace/geometry";
import {
  deepReluPredictions,
  gatedNetwork,
  networkPredictions,
  plainNetwork,
} from "halfspace/networks";
import { type ConvolutionalProgram, convolutionalProgram } from "halfspace/programs";

const random = randomGenerator(1);
const inputs = Array.from({ length: 24 }, () => [...random.gaussians(2), 1]);
const targets = inputs.map(([x, y]) => Math.max(0, x) - Math.max(0, y));
// Three layers: every mask is a product of one gate of each gated layer.
const deep: ComposedArrangement = composedArrangement(inputs, {
  count: 20,
  gatedLayers: 2,
  seed: 1,
});
const { program, point } = await solve(
  gatedReluProgram({ inputs, targets, arrangement: deep, lambda: 0.1 }),
);
const gated = networkPredictions(gatedNetwork(program, point), inputs);
console.log(gated.rows); // → 24
const plain = plainNetwork(program, point);
const same =
  plain.kind === "deep-relu"
    ? deepReluPredictions(plain, inputs)
    : networkPredictions(plain, inputs);
console.log(Math.abs(same.values[0] - gated.values[0]) < 1e-6); // → true

// Images of 4 × 4 pixels, cut into patches of 3 × 3.
const shape = patchShape({ height: 4, width: 4, filterHeight: 3 });
console.log(`${patchCount(shape)} patches of ${patchSize(shape)} numbers`); // → 4 patches of 9 numbers
const images = Array.from({ length: 20 }, () => [...random.gaussians(16)]);
console.log(patchMatrix(images.slice(0, 1), shape).rows); // → 4
const patches = { height: 4, width: 4, filterHeight: 3 };
const ofImages: ConvolutionalProgram = convolutionalProgram({
  inputs: images,
  targets: images.map(([x]) => x),
  patches,
  gates: 10,
  lambda: 0.1,
});
console.log((await solve(ofImages)).status); // → solved
