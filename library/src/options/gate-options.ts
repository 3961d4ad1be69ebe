import { type GateStrategy, gateStrategies } from "../arrangements/gate-strategies.js";
import type { ModelKind } from "../models/trained-model.js";
import type { TrainOptions } from "./options.js";
import { requireOneOf } from "./require-option.js";
import { wrong } from "./wrong-option.js";

/** How gates are generated for the network itself; null where they are drawn or given. */
export type Generation = "generate" | "complete" | null;

/** @throws InputError where the model, its outputs or another option leaves nothing to generate */
export function readGeneration({ gates, decomposition }: TrainOptions, outputs: number, model: ModelKind): Generation {
  if (typeof gates !== "string") return null;
  requireOneOf("gates", gates, ["generate", "complete"]);
  if (model !== "relu") throw wrong("conflicting-options", "gates", `"${gates}" with model ${model}`, 'model "relu"');
  if (outputs > 1) throw wrong("several-outputs", "targets", `${outputs} outputs with gates "${gates}"`, "one");
  if (decomposition) {
    throw wrong(
      "conflicting-options",
      "decomposition",
      `one with gates "${gates}"`,
      "none: there is nothing to decompose",
    );
  }
  return gates;
}

/**
 * Gates that look at the table are drawn where it is known as the program sees it (`reduced-problem.ts`). With q above 1 the
 * penalty has the NTK's weights, and so its measure.
 */
export function readGateStrategy(options: TrainOptions, kernel: boolean): GateStrategy {
  const { gateStrategy, q = 1 } = options;
  const reason = notDrawn(options, kernel);
  if (gateStrategy === undefined) return reason || q > 1 ? "gaussian" : "mixed";
  requireOneOf("gateStrategy", gateStrategy, gateStrategies);
  if (!reason) return gateStrategy;
  throw wrong(
    "conflicting-options",
    "gateStrategy",
    `gateStrategy with ${reason}`,
    "it only where gates on columns are drawn",
  );
}

/** What keeps a strategy from being chosen. */
function notDrawn({ gates, patches }: TrainOptions, kernel: boolean): string | undefined {
  if (kernel) return "a kernel model";
  if (typeof gates === "string") return `gates "${gates}"`;
  if (typeof gates === "object") return "given gates";
  return patches ? "patches" : undefined;
}
