import type { Encoding } from "@halfspace/tables";
import { type Command, Option } from "commander";
import { type ActivationName, activationNames, InputError, leakyRelu, type TrainOptions } from "halfspace";
import { filterSize, imageSize, layerCount, positiveInteger, slopeNumber, wholeNumber } from "./option-values.js";

/** What `fit` takes for networks other than two fully connected layers of ReLU. */
export interface NetworkOptions {
  readonly activation?: ActivationName;
  readonly slope?: number;
  readonly layers?: number;
  readonly hiddenWidth?: number;
  readonly image?: ReturnType<typeof imageSize>;
  readonly filter?: ReturnType<typeof filterSize>;
  readonly stride?: number;
  readonly padding?: number;
}

export const networkExamples = `
Other networks (one of them at a time; everything else works as for the plain one):
  $ halfspace fit houses.csv --target price --layers 3
  $ halfspace fit houses.csv --target price --activation leaky-relu --slope 0.1
  $ halfspace fit digits.csv --target digit --task classification --image 28x28 --filter 5x5
  $ halfspace fit signals.csv --target kind --image 1x128 --filter 1x9 --stride 2
A row of an image table is one image: its columns are the pixels, row by row, channel after channel.`;

export function addNetworkOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--activation <name>", "of the hidden layer; threshold: a lasso over masks; default relu").choices([
        ...activationNames,
      ]),
    )
    .option("--slope <number>", "of leaky-relu below 0; default 0.01", slopeNumber)
    .option("--layers <count>", "3 and more: gates drawn layer by layer; default 2", layerCount)
    .option("--hidden-width <count>", "random features of each hidden layer of --layers 3 and more", positiveInteger)
    .option(
      "--image <size>",
      "rows are images, HEIGHTxWIDTH or CHANNELSxHEIGHTxWIDTH: a convolutional network",
      imageSize,
    )
    .option("--filter <size>", "of --image: HEIGHTxWIDTH; default 3x3", filterSize)
    .option("--stride <count>", "of --image; default 1", positiveInteger)
    .option("--padding <count>", "of --image, zeros around it; default 0", wholeNumber);
}

/** What the options ask of `train`. @throws InputError for an option that goes with another which is missing */
export function networkSettings(
  options: NetworkOptions,
): Pick<TrainOptions, "activation" | "layers" | "hiddenWidth" | "patches"> {
  const { activation, slope, layers, hiddenWidth, image, filter, stride, padding } = options;
  requireTogether({ slope }, activation === "leaky-relu", "--activation leaky-relu");
  requireTogether({ hiddenWidth }, layers !== undefined && layers > 2, "--layers 3 or more");
  requireTogether({ filter, stride, padding }, image !== undefined, "--image");
  return {
    ...(activation === undefined
      ? {}
      : { activation: slope === undefined ? activation : leakyRelu({ negative: slope }) }),
    ...(layers === undefined ? {} : { layers }),
    ...(hiddenWidth === undefined ? {} : { hiddenWidth }),
    ...(image === undefined
      ? {}
      : {
          patches: {
            ...image,
            ...(filter ?? { filterHeight: 3, filterWidth: 3 }),
            ...(stride === undefined ? {} : { stride }),
            ...(padding === undefined ? {} : { padding }),
          },
        }),
  };
}

function requireTogether(given: Readonly<Record<string, unknown>>, other: boolean, name: string): void {
  const alone = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (alone === undefined || other) return;
  throw new InputError({
    code: "conflicting-options",
    argument: alone,
    got: `it without ${name}`,
    expected: "both or neither",
  });
}

/** The name of the first option that asks for another network; undefined for the plain one. */
export function firstNetworkOption({ activation, layers, image }: NetworkOptions): string | undefined {
  if (activation !== undefined) return "activation";
  if (layers !== undefined) return "layers";
  return image === undefined ? undefined : "image";
}

/** @throws InputError unless every column is one number a row and together they fill the image */
export function requireImageColumns({ columns }: Encoding, { image }: NetworkOptions): void {
  if (!image) return;
  const words = columns.find(({ type }) => type === "category");
  if (words) throw notPixels(`column "${words.name}" holds words, which become several columns`);
  const gaps = columns.find((column) => column.type !== "category" && column.indicator);
  if (gaps) throw notPixels(`column "${gaps.name}" has missing values`);
  const { channels, height, width } = image;
  const pixels = channels * height * width;
  if (columns.length === pixels) return;
  const size = [...(channels > 1 ? [channels] : []), height, width].join("x");
  throw notPixels(`${columns.length} columns beside the target, and ${size} is ${pixels}`);
}

const notPixels = (got: string): InputError =>
  new InputError({
    code: "shape-mismatch",
    argument: "image",
    got,
    expected: "a number for every pixel (leave other columns out with --drop)",
  });
