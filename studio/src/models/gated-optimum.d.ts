import type { Model } from "./model.js";
/** Program (8), solved and certified. */
export declare const gatedOptimum: Model;
//# sourceMappingURL=gated-optimum.d.ts.map
