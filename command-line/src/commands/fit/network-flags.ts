import { activationNames, leakyRelu } from "halfspace";
import { onlyWith } from "../../flags/flag.js";
import { filterSize, imageSize, layerCount, positiveInteger, slopeNumber, wholeNumber } from "../../flags/values.js";
import { type FitFlags, notWithAuto } from "./fit-flag.js";
import type { FitOptions, NetworkOptions } from "./options.js";

const ofImage = onlyWith<FitOptions>("--image", ({ image }) => image !== undefined);

/** Flags for networks other than two fully connected layers of ReLU. */
export const networkFlags: FitFlags<NetworkOptions> = {
  activation: {
    words: "--activation <name>",
    help: "of the hidden layer; threshold: a lasso over masks; default relu",
    value: activationNames,
    refused: notWithAuto,
    train: (activation, { slope }) => ({
      activation: slope === undefined ? activation : leakyRelu({ negative: slope }),
    }),
  },
  slope: {
    words: "--slope <number>",
    help: "of leaky-relu below 0; default 0.01",
    value: slopeNumber,
    sets: ["negative"],
    refused: onlyWith("--activation leaky-relu", ({ activation }) => activation === "leaky-relu"),
  },
  layers: {
    words: "--layers <count>",
    help: "3 and more: gates drawn layer by layer; default 2",
    value: layerCount,
    refused: notWithAuto,
    train: (layers) => ({ layers }),
  },
  hiddenWidth: {
    words: "--hidden-width <count>",
    help: "random features of each hidden layer of --layers 3 and more",
    value: positiveInteger,
    refused: onlyWith("--layers 3 or more", ({ layers = 2 }) => layers > 2),
    train: (hiddenWidth) => ({ hiddenWidth }),
  },
  image: {
    words: "--image <size>",
    help: "rows are images, HEIGHTxWIDTH or CHANNELSxHEIGHTxWIDTH: a convolutional network",
    value: imageSize,
    sets: ["patches"],
    refused: notWithAuto,
    train: (image, { filter = { filterHeight: 3, filterWidth: 3 }, stride, padding }) => ({
      patches: {
        ...image,
        ...filter,
        ...(stride === undefined ? {} : { stride }),
        ...(padding === undefined ? {} : { padding }),
      },
    }),
  },
  filter: {
    words: "--filter <size>",
    help: "of --image: HEIGHTxWIDTH; default 3x3",
    value: filterSize,
    sets: ["filterHeight", "filterWidth"],
    refused: ofImage,
  },
  stride: { words: "--stride <count>", help: "of --image; default 1", value: positiveInteger, refused: ofImage },
  padding: {
    words: "--padding <count>",
    help: "of --image, zeros around it; default 0",
    value: wholeNumber,
    refused: ofImage,
  },
};
