import type { Model } from "./model.js";
/** The models side by side, in the order of the page. */
export declare const models: readonly Model[];
/** @throws when there is none of that name */
export declare function modelNamed(id: string): Model;
//# sourceMappingURL=index.d.ts.map
