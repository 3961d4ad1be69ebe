import { models } from "../models/index.js";
import { steps } from "../story/steps.js";
import { examples } from "./examples.js";
import type { Problem } from "./problem.js";

/** Which part of the page an address opens. */
export type View =
  | { readonly page: "story" /** From 0. */; readonly step: number }
  | { readonly page: "workbench" }
  | { readonly page: "table" };

/** The part that an address opens; the story where it says nothing. */
export function readView(text: string): View {
  const parts = new URLSearchParams(text.replace(/^#/, ""));
  if (parts.get("problem") === "table") return { page: "table" };
  if (parts.has("problem") || parts.has("kind")) return { page: "workbench" };
  const step = Math.round(Number(parts.get("story") ?? 1));
  return { page: "story", step: step >= 1 && step <= steps.length ? step - 1 : 0 };
}

/** What a link restores. The rows themselves only where they are a person's own. */
export interface Shared {
  readonly exampleId: string;
  readonly seed: number;
  readonly place: number;
  readonly selectedId: string;
  readonly problem: Problem | undefined;
}

/** The part of an address after the #. */
export function linkOf({ exampleId, seed, place, selectedId, problem }: Shared): string {
  const parts = new URLSearchParams({
    problem: exampleId,
    seed: String(seed),
    place: String(Number(place.toFixed(4))),
    model: selectedId,
  });
  if (problem) {
    parts.set("kind", problem.kind);
    parts.set("inputs", Array.from(problem.inputs).join(" "));
    parts.set("targets", Array.from(problem.targets).join(" "));
  }
  return parts.toString();
}

/** Reads a link; what it does not hold, or holds wrongly, is left out. */
export function readLink(text: string): Partial<Shared> {
  const parts = new URLSearchParams(text.replace(/^#/, ""));
  const number = (name: string, low: number, high: number) => {
    const value = Number(parts.get(name) ?? Number.NaN);
    return value >= low && value <= high ? value : undefined;
  };
  const exampleId = parts.get("problem") ?? "";
  const selectedId = parts.get("model") ?? "";
  return {
    exampleId: examples.some(({ id }) => id === exampleId) ? exampleId : undefined,
    selectedId: models.some(({ id }) => id === selectedId) ? selectedId : undefined,
    seed: number("seed", 0, 999_999),
    place: number("place", 0, 1),
    problem: readProblem(parts),
  };
}

function readProblem(parts: URLSearchParams): Problem | undefined {
  const kind = parts.get("kind");
  if (kind !== "curve" && kind !== "plane") return undefined;
  const [inputs, targets] = ["inputs", "targets"].map((name) =>
    Float64Array.from((parts.get(name) ?? "").split(" ").filter(Boolean), Number),
  );
  const fits = inputs.length === targets.length * (kind === "curve" ? 1 : 2) && targets.length >= 2;
  const finite = [...inputs, ...targets].every((value) => Math.abs(value) < 100);
  return fits && finite ? { kind, inputs, targets } : undefined;
}
