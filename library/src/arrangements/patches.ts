import { InputError, type OptionNames, rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";

/**
 * Images (or signals: height 1) as patches, for convolutional networks (E.1). A row of the table is an image, channel by channel:
 * pixel (r, c) of channel k is column (k·height + r)·width + c. Outside of the image (padding) values are 0.
 */
export interface PatchShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly stride: number;
  readonly padding: number;
  /** Whether a row ends with one more number, a constant, that belongs to every patch. */
  readonly bias: boolean;
}

/** The shape of an image and of the filter that runs over it, in pixels. */
export interface PatchOptions {
  readonly height: number;
  readonly width: number;
  /** Default 1. */
  readonly channels?: number;
  readonly filterHeight: number;
  /** Default as `filterHeight`. */
  readonly filterWidth?: number;
  /** Default 1. */
  readonly stride?: number;
  /** Default 0. */
  readonly padding?: number;
  /** Default false. */
  readonly bias?: boolean;
}

const known: OptionNames<PatchOptions> = {
  height: "number",
  width: "number",
  channels: "number",
  filterHeight: "number",
  filterWidth: "number",
  stride: "number",
  padding: "number",
  bias: "boolean",
};

/**
 * Checks a patch shape and fills in its defaults.
 * @returns the shape with every number given
 * @throws InputError when a filter does not fit
 */
export function patchShape(options: PatchOptions): PatchShape {
  rejectUnknownOptions(options, known, "patches");
  const shape: PatchShape = {
    channels: 1,
    stride: 1,
    padding: 0,
    bias: false,
    ...options,
    filterWidth: options.filterWidth ?? options.filterHeight,
  };
  const { bias: _, ...sizes } = shape;
  for (const [name, value] of Object.entries(sizes)) {
    requireWholeNumber(name, value, name === "padding" ? 0 : 1);
  }
  const { height, width, filterHeight, filterWidth, padding } = shape;
  if (filterHeight > height + 2 * padding || filterWidth > width + 2 * padding) {
    throw new InputError({
      code: "out-of-range",
      argument: "filterHeight",
      got: `a ${filterHeight} × ${filterWidth} filter for a ${height} × ${width} image with padding ${padding}`,
      expected: "one that fits",
    });
  }
  // Beyond that whole patches would lie outside of the image.
  if (padding >= Math.min(filterHeight, filterWidth)) {
    throw new InputError({
      code: "out-of-range",
      argument: "padding",
      got: padding,
      expected: `less than the filter's ${filterHeight} × ${filterWidth}`,
    });
  }
  return shape;
}

/**
 * B, the number of patches of an image.
 * @returns rows of filter places × columns of filter places
 */
export function patchCount(shape: PatchShape): number {
  return rowsOf(shape) * columnsOf(shape);
}

/**
 * h, the numbers of a patch: channels × filter, and one more for a bias.
 * @returns h
 */
export function patchSize({ channels, filterHeight, filterWidth, bias }: PatchShape): number {
  return channels * filterHeight * filterWidth + Number(bias);
}

/** Numbers a row of the table: the pixels of all channels, and the constant where there is one. */
export function imageSize({ height, width, channels, bias }: PatchShape): number {
  return height * width * channels + Number(bias);
}

/**
 * All patches of all images, (n·B)×h: the B patches of image j are rows j·B … (j + 1)·B − 1.
 * @returns (n·B)×h; h is `patchSize(shape)`
 * @throws InputError when the inputs do not have height·width·channels columns
 */
export function patchMatrix(inputs: MatrixLike, shape: PatchShape): Matrix {
  const x = toMatrix(inputs, "inputs");
  const { height, width, channels, filterHeight, filterWidth, stride, padding, bias } = shape;
  if (x.columns !== imageSize(shape)) {
    const constant = bias ? " + 1" : "";
    throw new InputError({
      code: "shape-mismatch",
      argument: "inputs",
      got: `${x.columns} columns`,
      expected: `${channels} × ${height} × ${width}${constant} = ${imageSize(shape)}`,
    });
  }
  const [down, across, h] = [rowsOf(shape), columnsOf(shape), patchSize(shape)];
  const out = matrix(x.rows * down * across, h);
  let to = 0;
  for (let j = 0; j < x.rows; j++) {
    for (let r = 0; r < down; r++) {
      for (let c = 0; c < across; c++) {
        for (let k = 0; k < channels; k++) {
          for (let a = 0; a < filterHeight; a++) {
            for (let b = 0; b < filterWidth; b++) {
              const [row, column] = [r * stride + a - padding, c * stride + b - padding];
              const inside = row >= 0 && row < height && column >= 0 && column < width;
              out.values[to++] = inside ? x.values[j * x.columns + (k * height + row) * width + column] : 0;
            }
          }
        }
        if (bias) out.values[to++] = x.values[(j + 1) * x.columns - 1];
      }
    }
  }
  return out;
}

function rowsOf({ height, filterHeight, stride, padding }: PatchShape): number {
  return Math.floor((height + 2 * padding - filterHeight) / stride) + 1;
}

function columnsOf({ width, filterWidth, stride, padding }: PatchShape): number {
  return Math.floor((width + 2 * padding - filterWidth) / stride) + 1;
}
