/**
 * The numeric core as far as predictions need it, in plain JavaScript: masks, forward passes and products. The bundle of `@halfspace/predict` has
 * it in the place of `current-backend.ts`, so that a page that only predicts takes no WebAssembly along. Not here: anything that training needs.
 */
import { type MaskedProducts, maskWords, type NumericsBackend } from "../backend.js";
import { gramOfRows, multiply } from "../javascript-dense.js";
import { packMasks } from "../javascript-masks.js";
import { forwardOf } from "./forward.js";

type PredictingCore = Pick<NumericsBackend, "packMasks" | "gramOfRows" | "multiply"> & {
  maskedProducts(...table: Parameters<NumericsBackend["maskedProducts"]>): Pick<MaskedProducts, "forward" | "dispose">;
};

const core: PredictingCore = {
  packMasks,
  gramOfRows,
  multiply,
  maskedProducts: (inputs, n, d, masks) => ({
    forward: forwardOf({ inputs, n, d, masks, words: maskWords(n) }),
    dispose() {},
  }),
};

export const currentBackend = (): PredictingCore => core;
export const currentDense = (): PredictingCore => core;
/** There is no other core to choose. */
export function useBackend(): void {}
