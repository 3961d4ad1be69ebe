import type { Model } from "./model.js";
/** Kernel ridge regression with the NTK (10): every gate weighed by its cone's share of directions, whatever the data say. */
export declare const ntkRidge: Model;
//# sourceMappingURL=ntk-ridge.d.ts.map
