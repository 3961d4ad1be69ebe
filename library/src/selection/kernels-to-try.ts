import type { Budget } from "../fitting/budget.js";
import { type ReducedRows, reduceRowsInSteps } from "../fitting/reduced-rows.js";
import type { ModelFamily } from "../options/select-options.js";
import type { GateSettings } from "../options/settings.js";
import { kernelsOf, type RidgedKernel } from "./families/kernel-families.js";
import {
  type Look,
  lookAtKernel,
  mostWithoutLook,
  notBehind,
  operationsOfLook,
  rowsToLookAt,
} from "./families/kernel-look.js";
import { lookAtMetric, type MetricKernel, metricKernels } from "./families/metric-family.js";
import type { NystromKernel } from "./families/nystrom-family.js";
import { isLarge } from "./large-tables.js";
import type { SelectionFold } from "./selection-folds.js";

/** The kernels of some families, each with the ridges to try. */
export interface KernelsToTry {
  readonly plain: readonly (RidgedKernel & { readonly look?: Look })[];
  readonly metrics: readonly MetricKernel[];
  /** Floating-point operations that a look took; absent where there was none. */
  readonly lookOperations?: number;
}

/** Of the time that is left, what a look may take. Where it would take more, kernels of all rows cannot end anyway. */
const shareOfLook = 0.3;

/** Of the fits whose gradients make a metric, where no look has found one. */
const ridgeOfMetric = 0.1;

/** All kernels with all ridges up to 1,000 rows; of more rows what a look at some rows of the first fold found worth trying. */
export async function kernelsToTry(
  families: readonly ModelFamily[],
  {
    settings,
    fold,
    notes,
  }: { readonly settings: GateSettings; readonly fold: SelectionFold; readonly notes: string[] },
  budget: Budget,
  secondsOf: (operations: number) => number,
): Promise<KernelsToTry> {
  const { plain, metrics } = isLarge(settings) ? largeKernels(families, settings) : allKernels(families, settings);
  const operations = operationsOfLook(plain.length + 3 * metrics.length, metrics.at(0)?.ridges[0].length);
  if (settings.inputs.rows <= mostWithoutLook || secondsOf(operations) > shareOfLook * budget.left()) {
    return { plain, metrics };
  }
  const rows = rowsToLookAt(await budget.run(reduceRowsInSteps(fold.train)));
  const worth = { ...(await worthTrying({ plain, metrics }, rows, budget)), lookOperations: operations };
  const kept = new Set([...worth.plain, ...worth.metrics].map(({ name }) => name));
  const left = [...plain, ...metrics].map(({ name }) => name).filter((name) => !kept.has(name));
  if (left.length > 0) {
    notes.push(`After a look at ${rows.inputs.rows} rows these were left out, as clearly behind: ${left.join(", ")}.`);
  }
  return worth;
}

const allKernels = (families: readonly ModelFamily[], settings: GateSettings): KernelsToTry => ({
  plain: families.flatMap((family) => kernelsOf(family, settings)),
  metrics: families.includes("learned-metric") ? metricKernels(settings) : [],
});

/** Of large tables those in a metric, with a few ridges, and the others only where none is asked for: there they cost as much and say less. */
function largeKernels(families: readonly ModelFamily[], settings: GateSettings): KernelsToTry {
  const { plain, metrics } = allKernels(families, settings);
  if (metrics.length === 0) return { plain, metrics };
  const fewer = (ridges: readonly number[]) => ridges.filter((_, at) => at > 0 && at % 2 === 0);
  return { plain: [], metrics: metrics.map((metric) => ({ ...metric, ridges: metric.ridges.map(fewer) })) };
}

/** What is not clearly behind on some rows, with the ridges that are best there. */
async function worthTrying({ plain, metrics }: KernelsToTry, rows: ReducedRows, budget: Budget): Promise<KernelsToTry> {
  const looked = [];
  for (const kernel of plain) {
    const look = await budget.run(lookAtKernel(kernel, rows));
    looked.push({ ...kernel, ridges: look.ridges, look });
    await budget.breathe();
  }
  const lookedMetrics = [];
  for (const metric of metrics) {
    lookedMetrics.push(await lookAtMetric(metric, rows, budget));
  }
  const looks = looked.map(({ look }) => look);
  // Plain kernels are compared among themselves, so that one of them stays beside a metric that is far better.
  return { plain: notBehind(looked), metrics: notBehind(lookedMetrics, looks) };
}

/** The same of a table with too many rows for their kernel matrix, best look first: the kernels in a metric, or the best plain one. */
export function nystromKernels({ plain, metrics }: KernelsToTry): NystromKernel[] {
  const errorOf = ({ look }: { readonly look?: Look }) => look?.error ?? Number.POSITIVE_INFINITY;
  const inOrder = <Kernel extends { readonly look?: Look }>(kernels: readonly Kernel[]) =>
    [...kernels].sort((a, b) => (errorOf(a) < errorOf(b) ? -1 : errorOf(a) > errorOf(b) ? 1 : 0));
  return [
    ...inOrder(metrics).map(({ name, kernel, looked = [], ridges }) => ({
      ...{ family: "learned-metric" as const, name, kernel },
      metric: ridges.map((_, step) => looked[step] ?? ridgeOfMetric),
    })),
    ...inOrder(plain)
      .slice(0, 1)
      .map(({ family, name, kernel }) => ({ family, name, kernel, metric: [] })),
  ];
}
