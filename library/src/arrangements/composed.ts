import { rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { currentBackend, maskWords } from "../numerics/index.js";
import { randomGenerator } from "../random/generator.js";
import { type Arrangement, mergeEqualMasks } from "./arrangement.js";

/**
 * Masks of deeper networks, (26)–(27): D_i⁽¹⁾D_j⁽²⁾ …, where layer l's gates look at random ReLU features of the layer before,
 * H_0 = X, H_l = (H_{l−1}U_l)₊. A product of masks is a mask, so the program, its solvers and certificates are those of two layers.
 * Does not do: learning U; it is drawn.
 */
export interface ComposedArrangement extends Arrangement {
  readonly layers: DeepGates;
}

/** What the masks of new inputs are computed from. */
export interface DeepGates {
  /** U_l, one for each layer after the first: width_{l−1} × width_l. */
  readonly hidden: readonly Matrix[];
  /** Gates of each layer, width_l × p_l, one a column. */
  readonly gates: readonly Matrix[];
  /** choices[l][i]: which gate of layer l mask i multiplies. */
  readonly choices: readonly Int32Array[];
}

/** How `composedArrangement` draws gates and composes masks. */
export interface ComposedArrangementOptions {
  /** How many masks to compose; equal ones are merged, so the arrangement can hold fewer. */
  readonly count: number;
  /** Gated layers; 2 gives the three-layer network of (26). Default 2. */
  readonly gatedLayers?: number;
  /** Random ReLU features a hidden layer; default 4 d, at least 16. */
  readonly width?: number;
  /** Gates drawn a layer; default the square root of `count` for every layer, rounded up, at least 2. */
  readonly gatesPerLayer?: number;
  readonly seed?: number;
}

/**
 * Draws gates layer by layer and composes `count` products, each layer's gate chosen at random. With `gatedLayers: 1` it is a sampled
 * arrangement. The first p_1 products have an open second layer (all rows), so the two-layer program on the same gates is included.
 * @returns the distinct masks, coverage "sampled", with the gates of every layer
 * @throws InputError for an unknown option, or a number below 1
 */
export function composedArrangement(inputs: MatrixLike, options: ComposedArrangementOptions): ComposedArrangement {
  rejectUnknownOptions(
    options,
    { count: "number", gatedLayers: "number", width: "number", gatesPerLayer: "number", seed: "number" },
    "composedArrangement",
  );
  const x = toMatrix(inputs, "inputs");
  return arrangementOfDeepGates(x, drawDeepGates(x.columns, options));
}

/** The gates and choices of `composedArrangement` for any table of so many columns. */
export function drawDeepGates(featureCount: number, options: ComposedArrangementOptions): DeepGates {
  const { count, gatedLayers = 2, seed = 1 } = options;
  const width = options.width ?? Math.max(16, 4 * featureCount);
  const perLayer = options.gatesPerLayer ?? Math.max(2, Math.ceil(Math.sqrt(count)));
  for (const [name, value] of Object.entries({ count, gatedLayers, width, gatesPerLayer: perLayer })) {
    requireWholeNumber(name, value, 1);
  }
  const random = randomGenerator(seed);
  const hidden: Matrix[] = [];
  const gates: Matrix[] = [];
  let columns = featureCount;
  for (let layer = 0; layer < gatedLayers; layer++) {
    if (layer > 0) {
      hidden.push(matrix(columns, width, random.gaussians(columns * width)));
      columns = width;
    }
    // The last gate of a later layer is zero: hᵀ0 = 0 ≥ 0 is open on every row.
    const drawn = new Float64Array(columns * (perLayer + (layer > 0 ? 1 : 0)));
    const p = drawn.length / columns;
    for (let i = 0; i < perLayer; i++) for (let k = 0; k < columns; k++) drawn[k * p + i] = random.gaussian();
    gates.push(matrix(columns, p, drawn));
  }
  const choices = gates.map(() => new Int32Array(count));
  for (let i = 0; i < count; i++) {
    choices.forEach((choice, layer) => {
      if (i < perLayer) choice[i] = layer === 0 ? i : perLayer;
      else choice[i] = random.integer(perLayer);
    });
  }
  return { hidden, gates, choices };
}

/** The arrangement of given deep gates on a table, equal masks merged unless `keepEqualMasks`: then mask i stays mask i on any table. */
export function arrangementOfDeepGates(
  inputs: MatrixLike,
  layers: DeepGates,
  keepEqualMasks = false,
): ComposedArrangement {
  const x = toMatrix(inputs, "inputs");
  const masks = deepMasks(x, layers);
  const count = layers.choices[0].length;
  const first = layers.gates[0];
  const gates = new Float64Array(first.rows * count);
  layers.choices[0].forEach((choice, i) => {
    for (let k = 0; k < first.rows; k++) gates[k * count + i] = first.values[k * first.columns + choice];
  });
  if (keepEqualMasks) {
    const counts = new Uint32Array(count).fill(1);
    const sizes = { sampleCount: x.rows, featureCount: first.rows, maskCount: count };
    return { gates: matrix(first.rows, count, gates), masks, counts, ...sizes, coverage: "sampled", layers };
  }
  const merged = mergeEqualMasks(x, matrix(first.rows, count, gates), masks, "sampled");
  const choices = layers.choices.map((choice) => Int32Array.from(merged.kept, (i) => choice[i]));
  // Products of masks are not halfspaces of the table.
  const { inputs: _, ...arrangement } = merged.arrangement;
  return { ...arrangement, layers: { ...layers, choices } };
}

/** Whether an arrangement's masks are products of several layers' masks. */
export function isComposed(arrangement: Arrangement): arrangement is ComposedArrangement {
  return "layers" in arrangement;
}

/** Masks of the products on any inputs, bit-packed, one after the other. */
export function deepMasks(inputs: Matrix, { hidden, gates, choices }: DeepGates): Uint32Array {
  const backend = currentBackend();
  const words = maskWords(inputs.rows);
  const out = new Uint32Array(choices[0].length * words);
  const layers = deepFeatures(inputs, { hidden });
  gates.forEach((layerGates, layer) => {
    const features = layers[layer];
    const masks = backend.packMasks(
      features.values,
      features.rows,
      features.columns,
      layerGates.values,
      layerGates.columns,
    );
    choices[layer].forEach((choice, i) => {
      for (let w = 0; w < words; w++) {
        if (layer === 0) out[i * words + w] = masks[choice * words + w];
        else out[i * words + w] &= masks[choice * words + w];
      }
    });
  });
  return out;
}

/** What each layer's gates look at, as computed: H_0 = X, H_l = (H_{l−1}U_l)₊. */
export function deepFeatures(inputs: Matrix, { hidden }: Pick<DeepGates, "hidden">): Matrix[] {
  const features = [inputs];
  for (const weights of hidden) features.push(reluFeatures(features[features.length - 1], weights));
  return features;
}

/** (HU)₊ */
function reluFeatures(features: Matrix, weights: Matrix): Matrix {
  const out = matrix(features.rows, weights.columns);
  currentBackend().multiply(
    features.values,
    features.rows,
    features.columns,
    weights.values,
    weights.columns,
    out.values,
  );
  for (let k = 0; k < out.values.length; k++) if (!(out.values[k] > 0)) out.values[k] = 0;
  return out;
}
