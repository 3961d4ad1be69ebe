import type { Model, Progress } from "../models/model.js";
import type { Run } from "../worker/training-worker.js";

/** What a page knows of one model. */
export interface Standing {
  readonly model: Model;
  /** The last finished run; kept, and drawn pale, while a newer one is at work. */
  run: Run | undefined;
  progress: Progress | undefined;
  state: "waiting" | "working" | "done" | "failed";
  message: string;
  visible: boolean;
  learningRate: number;
}

/** The smallest total known of a model; it may be at work still. */
export function totalOf({ run, progress, state }: Standing): number {
  const underWay = state === "working" ? progress?.trace.at(-1)?.objective : undefined;
  return underWay ?? run?.outcome.objective ?? Number.POSITIVE_INFINITY;
}

/** Two totals nearer than this share of them look alike on the page: it gives hundredths of a per cent. */
const looksAlike = 5e-5;

/** A proof with more room than this is still under way. */
const provedTo = 1e-2;

/** The models of one family, best first; the headline, the list and the bars all follow it. */
export interface Ranked {
  readonly standings: readonly Standing[];
  /** The best that is done. */
  readonly best: Standing | undefined;
  /** Whether a total cannot be told from the best one: their distance is within the room that a proof leaves, or too small to be shown. */
  isLevel(standing: Standing): boolean;
}

/** Of those that are level with the lowest total the one with a proof is the best, for it knows that it is. */
export function ranked(standings: readonly Standing[]): Ranked {
  const done = standings.filter(({ run, state }) => run && state === "done");
  const lowest = Math.min(...done.map(totalOf));
  const room = Math.max(looksAlike * Math.abs(lowest), ...done.map(roomOf));
  const isLevel = (standing: Standing) => totalOf(standing) - lowest <= room;
  const rank = (standing: Standing) => (!isLevel(standing) ? 2 : isProved(standing) ? 0 : 1);
  const inOrder = [...standings].sort((a, b) => rank(a) - rank(b) || (rank(a) === 2 ? totalOf(a) - totalOf(b) : 0));
  return { standings: inOrder, best: inOrder.find((standing) => done.includes(standing)), isLevel };
}

const isProved = ({ run }: Standing): boolean => (run?.outcome.certificate?.relativeGap ?? 1) < provedTo;

/** What the proof leaves open, in the units of the total; 0 without one. */
function roomOf(standing: Standing): number {
  const certificate = isProved(standing) ? standing.run?.outcome.certificate : undefined;
  return certificate ? Math.max(0, totalOf(standing) - certificate.dualObjective) : 0;
}

/** "Global" is said of a complete arrangement only. */
export function nameOf({ model, run }: Pick<Standing, "model" | "run">): string {
  const complete = run?.outcome.certificate?.coverage === "complete";
  return complete ? (model.completeName ?? model.name) : model.name;
}
