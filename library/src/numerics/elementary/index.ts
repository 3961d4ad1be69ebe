/**
 * Transcendental functions from + − × ÷ √ alone: the same bits in every engine, where Math.log, Math.exp and their like may differ in the last bit
 * from one engine to the next. Does not do: correct rounding.
 */
export { arccosine } from "./arccosine.js";
export { arctangent2 } from "./arctangent.js";
export { exponential, kernelExponential } from "./exponential.js";
export { logarithm, logarithmOfOnePlus } from "./logarithm.js";
