import type { AnyModel } from "halfspace";

/**
 * How many of some rows are asked where a model is asked again and again: for importance, effects and Shapley values. A kernel goes through all rows
 * of training for every prediction, so that pictures of all test rows would take many minutes. It never depends on the clock.
 */

/** Numbers of a kernel that are gone through for one picture: about a quarter of a minute. */
const mostNumbers = 2e9;

/**
 * @param predictions how often each row is predicted, about
 * @param bounds rows at most, which models without a kernel take, and at least
 */
export function affordableRows(
  { network }: Pick<AnyModel, "network">,
  predictions: number,
  { most, least }: { readonly most: number; readonly least: number },
): number {
  if (!hasKernel(network.inner)) return most;
  const affordable = Math.floor(mostNumbers / (network.parameterCount * predictions));
  return Math.min(most, Math.max(least, affordable));
}

const hasKernel = (inner: AnyModel["network"]["inner"]): boolean =>
  inner.kind === "kernel" || (inner.kind === "average" && inner.members.some(({ kind }) => kind === "kernel"));
