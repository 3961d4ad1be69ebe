import type { GateSettings } from "../options/settings.js";
import { lastOperationsOf, type NystromKernel, nystromOperations } from "./families/nystrom-family.js";

/** How kernels are tried on tables whose n×n matrix is too large: over centres, as many as the time that is left has room for. */

/** Rows beyond which no n×n kernel matrix is factorised: it would take more than half a gigabyte and the time of everything else. */
const mostKernelRows = 4500;

/** Whether kernels are tried over centres. */
export const isLarge = ({ inputs }: Pick<GateSettings, "inputs">): boolean => inputs.rows > mostKernelRows;

/** Numbers of centres, the most first: every kernel is tried over the same ones. */
const counts = [2000, 1000, 500] as const;
/** Of the time that is left, what kernels may take, their last fits included; the gated network has the rest. */
const shareOfKernels = 0.5;

/** Kernels over so many centres. */
export interface AffordableKernels {
  readonly kernels: readonly NystromKernel[];
  readonly count: number;
}

/** How long operations take here, and the seconds that are left. */
export interface TimeAtHand {
  readonly secondsOf: (operations: number) => number;
  readonly left: number;
}

/**
 * The kernels that can end within their share of the time, in their order, over the most centres for which the first two can, or the first one.
 * @param kernels the most promising one first
 * @returns no kernels where not even one over the fewest centres can end
 */
export function affordableKernels(
  kernels: readonly NystromKernel[],
  settings: GateSettings,
  { secondsOf, left }: TimeAtHand,
): AffordableKernels {
  const most = settings.inputs.rows;
  const affordable = counts.map((count) => {
    let seconds = 0;
    const ends = kernels.map((kernel) => {
      seconds += secondsOf(nystromOperations(kernel, settings, count) + lastOperationsOf(kernel, settings, count));
      return seconds <= shareOfKernels * left;
    });
    const late = ends.indexOf(false);
    return { kernels: late < 0 ? kernels : kernels.slice(0, late), count: Math.min(count, most) };
  });
  const enough = (least: number) => affordable.find((some) => some.kernels.length >= Math.min(least, kernels.length));
  return enough(2) ?? enough(1) ?? { kernels: [], count: 0 };
}
