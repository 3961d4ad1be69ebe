import { arrangementFromGates } from "../arrangements/arrangement.js";
import { matrix, selectColumns } from "../linear-algebra/matrix.js";
import { elapsedSince, now } from "../solvers/clock.js";
import type { Budget } from "./budget.js";
import type { ProblemSettings } from "./settings.js";

/** The settings of a program that the time allows to state, and what is to be said where it is not the one asked for. */
export interface AffordableGates {
  readonly settings: ProblemSettings;
  readonly notes: readonly string[];
}

/** The share of the time left that stating the program may take: masks of all gates on all rows, and the first pricing. */
const shareOfTime = 0.15;
/** What the first pricing costs for an output, in the time of the masks. */
const pricingShare = 0.5;
/** Multiplications that tell how fast masks are made here: about 0.02 s. */
const probedProducts = 4e7;
const fewestGates = 20;
/** Bytes of masks, one bit a gate and row, that a limited time can make much of: each pass of a solver reads them all, and few passes are left. */
const mostMaskBytes = 96e6;

/**
 * Under a time limit, as many of the gates as can be stated in the time: many rows then cost a part of it only. Those are
 * kept that are wanted, and then the first ones, as a smaller count with the same seed would draw them.
 * @param wanted gates that a part of the rows had a use for, the most wanted first
 * @returns the settings themselves without a limit, for networks of other shapes, and where the time is enough
 */
export function affordableGates(
  settings: ProblemSettings,
  budget: Budget,
  wanted: readonly number[] = [],
): AffordableGates {
  const { gates, inputs, targets, shape } = settings;
  const all = { settings, notes: [] };
  const count = gates.columns;
  const products = inputs.rows * gates.rows * count;
  if (budget.left() === Number.POSITIVE_INFINITY || shape !== undefined || products <= probedProducts) return all;
  const work = (1 + pricingShare * targets.columns) * (products / probedProducts);
  const seconds = work * packingTime(settings);
  const affordable = Math.floor((count * shareOfTime * Math.max(0, budget.left())) / seconds);
  const useful = Math.floor((8 * mostMaskBytes) / inputs.rows);
  const kept = Math.max(fewestGates, Math.min(affordable, useful));
  if (kept >= count) return all;
  const note = `Under the time limit ${kept} of the ${count} gates were used on ${inputs.rows} rows.`;
  const inOrder = new Set([...wanted, ...Array.from({ length: count }, (_, gate) => gate)]);
  const chosen = Int32Array.from([...inOrder].slice(0, kept)).sort();
  return { settings: { ...settings, gates: selectColumns(gates, chosen) }, notes: [note] };
}

/** Seconds that the masks of so many products take. */
function packingTime({ inputs, gates }: ProblemSettings): number {
  const [d, p] = [gates.rows, gates.columns];
  const rows = Math.min(inputs.rows, Math.ceil(probedProducts / (d * p)));
  const probe = matrix(rows, d);
  for (let k = 0; k < probe.values.length; k++) probe.values[k] = inputs.values[k];
  const begin = now();
  arrangementFromGates(probe, gates, "sampled", true);
  return (elapsedSince(begin) * probedProducts) / (rows * d * p);
}
