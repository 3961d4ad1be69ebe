import type { Activation } from "../activations/activation.js";
import type { DeepGates } from "../arrangements/composed.js";
import type { PatchShape } from "../arrangements/patches.js";
import type { Matrix } from "../linear-algebra/matrix.js";

/**
 * What makes a network other than two fully connected layers of ReLU: other slopes, masks of more layers, or masks on
 * patches. A network has at most one of the three. Each is the same program with another operator (section 7).
 */
export type NetworkShape =
  | { readonly kind: "activation"; readonly activation: Activation }
  | { readonly kind: "deep"; readonly layers: DeepGates }
  | { readonly kind: "convolutional"; readonly patches: PatchShape };

/** Gates with the shape they belong to. */
export interface ShapedGates {
  /** d×p; for a deep network those of its first layer, for a convolutional one h×p over patches. */
  readonly gates: Matrix;
  readonly shape?: NetworkShape;
}

/** Blocks that the gates of a shape make before equal masks are merged. */
export function blockCountOf({ gates, shape }: ShapedGates): number {
  return shape?.kind === "deep" ? shape.layers.choices[0].length : gates.columns;
}
