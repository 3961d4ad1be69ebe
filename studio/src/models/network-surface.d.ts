import { type InnerNetwork, type Matrix } from "halfspace";
/** f at the given rows (constant column included). */
export declare function surfaceOfNetwork(network: InnerNetwork, rows: Matrix): Float64Array;
//# sourceMappingURL=network-surface.d.ts.map
