import { gramOfRows, multiply } from "../javascript-dense.js";
import { addProducts } from "./core.js";

/** Gives the plain core its products. */
export function loadProducts(): void {
  addProducts({ gramOfRows, multiply });
}
