import type { Model } from "./model.js";
/** The same network found without listing gates: neurons are added where the dual constraint is broken, until none is left. */
export declare const generated: Model;
//# sourceMappingURL=generated.d.ts.map
