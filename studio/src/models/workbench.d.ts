import { type Matrix } from "halfspace";
import { type Problem } from "../problems/problem.js";
import type { Settings, Workbench } from "./model.js";
/** Everything the models share, from a problem and the settings. */
export declare function prepare(problem: Problem, settings: Pick<Settings, "lambdaFraction" | "seed">): Workbench;
/** Rows with a constant last column. */
export declare function withConstant(raw: Float64Array, columns: number): Matrix;
//# sourceMappingURL=workbench.d.ts.map
