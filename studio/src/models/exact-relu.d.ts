import { type ExactReluProgram } from "halfspace";
import type { Model, Workbench } from "./model.js";
/** The program of the ReLU network itself, on the gates and at the λ of a workbench. */
export declare function exactProgram(
  { design, problem, arrangement, program }: Workbench,
  lambda?: number,
): ExactReluProgram;
/** Program (3), solved and certified: with all gate patterns at hand its optimum is that of the non-convex training problem. */
export declare const exactRelu: Model;
//# sourceMappingURL=exact-relu.d.ts.map
