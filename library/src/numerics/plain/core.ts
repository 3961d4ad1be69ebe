/**
 * The numeric core as far as predictions need it, in plain JavaScript: masks, forward passes and products. The bundle of `@halfspace/predict` has
 * it in the place of `current-backend.ts`, so that a page that only predicts takes no WebAssembly along. Not here: anything that training needs.
 */
import { type MaskedProducts, maskWords, type NumericsBackend } from "../backend.js";
import { packMasks } from "../javascript-masks.js";
import { forwardOf } from "./forward.js";

/** Products that networks of two layers of gates do without. */
type Products = Pick<NumericsBackend, "gramOfRows" | "multiply">;

type PredictingCore = Pick<NumericsBackend, "packMasks"> & {
  maskedProducts(...table: Parameters<NumericsBackend["maskedProducts"]>): Pick<MaskedProducts, "forward" | "dispose">;
};

const core: PredictingCore = {
  packMasks,
  maskedProducts: (inputs, n, d, masks) => ({
    forward: forwardOf({ inputs, n, d, masks, words: maskWords(n) }),
    dispose() {},
  }),
};

/** Gives the core the products too, once they are loaded (`products.ts`). */
export function addProducts(products: Products): void {
  Object.assign(core, products);
}

export const currentBackend = (): PredictingCore & Partial<Products> => core;
export const currentDense = currentBackend;
/** There is no other core to choose. */
export function useBackend(): void {}
