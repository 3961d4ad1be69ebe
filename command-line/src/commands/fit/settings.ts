import type { Encoding } from "@halfspace/tables";
import { InputError, type TrainOptions } from "halfspace";
import type { FitFlag } from "./fit-flag.js";
import { fitFlags } from "./flags.js";
import type { FitOptions } from "./options.js";

/** What the flags ask of `train`. */
export function trainSettings(options: FitOptions): Partial<TrainOptions> {
  const flags = Object.entries(fitFlags) as [keyof FitOptions, FitFlag<unknown>][];
  return Object.assign(
    {},
    ...flags.map(([name, flag]) => (options[name] === undefined ? {} : flag.train?.(options[name], options))),
  );
}

/** @throws InputError unless every column is one number a row and together they fill the image */
export function requireImageColumns({ columns }: Encoding, { image }: FitOptions): void {
  if (!image) return;
  const words = columns.find(({ type }) => type === "category" || type === "date");
  if (words) throw notPixels(`column "${words.name}" holds words or dates, which become several columns`);
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
