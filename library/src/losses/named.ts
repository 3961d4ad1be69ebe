import type { Loss } from "./loss.js";
import { squared } from "./squared.js";

const makers: Record<string, () => Loss> = { squared };

/** The loss with the name a model file holds; undefined when this version does not know it. */
export function namedLoss(name: string): Loss | undefined {
  return Object.hasOwn(makers, name) ? makers[name]() : undefined;
}
