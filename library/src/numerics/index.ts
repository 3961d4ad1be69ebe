export { type MaskedProducts, maskWords, type NumericsBackend } from "./backend.js";
export { currentBackend } from "./current-backend.js";
export { javascriptBackend } from "./javascript-backend.js";
