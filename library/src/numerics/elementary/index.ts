/**
 * Transcendental functions from + − × ÷ √ alone: the same bits in every engine, where Math.log, Math.exp and their like, and `**` but for squares and
 * powers of two, may differ in the last bit from one engine to the next. test/architecture.test.ts forbids those elsewhere. Does not do:
 * correct rounding.
 */
export { arccosine } from "./arccosine.js";
export { arctangent2 } from "./arctangent.js";
export { exponential, kernelExponential } from "./exponential.js";
export { hypotenuse } from "./hypotenuse.js";
export { logarithm, logarithmOfOnePlus } from "./logarithm.js";
export { power } from "./power.js";
