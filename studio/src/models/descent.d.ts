import type { Model } from "./model.js";
export declare const gradientDescent: Model;
export declare const adam: Model;
//# sourceMappingURL=descent.d.ts.map
