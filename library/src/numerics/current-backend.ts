import type { NumericsBackend } from "./backend.js";
import { javascriptBackend } from "./javascript-backend.js";

/** The numeric core every computation uses unless it is given another. */
export function currentBackend(): NumericsBackend {
  return javascriptBackend();
}
