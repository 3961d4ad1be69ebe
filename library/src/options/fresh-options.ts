import { mostGates } from "../arrangements/sample.js";
import { requireAtMost, requirePositive, requireWholeNumber } from "../errors.js";
import { conflict } from "./conflict.js";
import type { FilledOptions } from "./filled-options.js";
import { modelRequirements } from "./requirements.js";

/** Gates that are drawn after training, and whether the program grows by them. */
export interface FreshSettings {
  /** 0: none; "usual": as many of 10,000 as take about half a second. */
  readonly count: number | "usual";
  /** The gap over trained and fresh gates at which growing ends; null: the program does not grow. */
  readonly growth: { readonly tolerance: number } | null;
}

const usualTolerance = 1e-3;

/** @throws InputError where there are no gates to draw, or an option that needs another one stands alone */
export function readFresh(options: FilledOptions): FreshSettings {
  const { fresh, grow = false, freshTolerance } = options;
  if (!grow && freshTolerance !== undefined)
    throw conflict("freshTolerance", "it without growing", "it only with grow: true");
  if (fresh !== undefined && fresh !== "usual") requireFresh(fresh);
  const reason = notDrawn(options);
  if (grow && reason) throw conflict("grow", `it with ${reason}`, "it only where gates are drawn one by one");
  if (grow && fresh === 0) throw conflict("fresh", "0 with growing", "at least 1: the program grows by fresh gates");
  const count = fresh ?? (grow ? "usual" : 0);
  const tolerance = requirePositive("freshTolerance", freshTolerance ?? usualTolerance);
  return { count: reason ? 0 : count, growth: grow ? { tolerance } : null };
}

function requireFresh(fresh: number): void {
  requireAtMost("fresh", requireWholeNumber("fresh", fresh, 0, "of gates"), mostGates, "gates");
}

/** Why no further gates can be drawn for a program. */
function notDrawn({ gates, model, q, layers }: FilledOptions): string | undefined {
  if (typeof gates === "string") return `gates "${gates}"`;
  if (typeof gates === "object") return "given gates";
  if (!modelRequirements[model].freshGates) return `model ${model}`;
  if (q > 1) return `q = ${q}`;
  return layers > 2 ? `${layers} layers` : undefined;
}
