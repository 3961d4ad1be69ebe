import type { Model } from "./model.js";
/** Algorithm 1 of the paper, mended: kernel ridge regressions that begin at the NTK and reweigh its gates until nothing changes. */
export declare const reweighting: Model;
//# sourceMappingURL=reweighting.d.ts.map
