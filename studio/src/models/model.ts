import type { CertificateSummary } from "halfspace";
import type { InnerNetwork } from "halfspace/networks";
import type { Shown } from "../workbench/shown.js";
import type { Workbench, WorkbenchSettings } from "../workbench/workbench.js";

/** What a person chose, for every model alike. */
export interface Settings extends WorkbenchSettings {
  /** Of a descent model. */
  readonly learningRate?: number;
  /** Relative duality gap to reach; wider while a finger is followed. */
  readonly tolerance: number;
  /** Neurons of the descent models. */
  readonly neurons: number;
}

/** Where a run is: one point of the race. */
export interface TracePoint {
  readonly seconds: number;
  readonly objective: number;
  /** The duality gap; absent for models that have no proof. */
  readonly gap?: number;
}

/** What a run shows while it is at work. */
export interface Progress {
  readonly trace: readonly TracePoint[];
  readonly surface: Float64Array;
}

/** What comes of a run: plain numbers, for a worker's message. */
export interface Outcome extends Shown {
  /** Loss + λ·(size of the weights), the same measure for every model. */
  readonly objective: number;
  /** The proved lower bound that comes with the answer; null when there is no proof. */
  readonly certificate: CertificateSummary | null;
  /** What is proved, or what is not known, in words. */
  readonly words: string;
  /** f at the rows. */
  readonly fitted: Float64Array;
  readonly seconds: number;
  readonly trace: readonly TracePoint[];
  /** The lines (or, on a curve, the places) where the function may bend: (d+1) numbers each. */
  readonly gates: Float64Array;
  /** For models that weigh gates: one share of the total for each gate of the arrangement. */
  readonly gateWeights: Float64Array | null;
  /** What can be taken away, over rows with their constant column; null for kernels. */
  readonly network: InnerNetwork | null;
}

/** Models of one family choose from the same functions at the same price, so that their totals can be compared. */
export type Family = "relu" | "gated";

/** How a model learns; the part that only a worker needs. */
export interface Runner {
  run(bench: Workbench, settings: Settings, control: Control): Promise<Outcome>;
}

/** One way to learn, as the page shows it. To add one: write its runner in a file beside this one and list it in `index.ts`. */
export interface Model {
  readonly id: string;
  readonly name: string;
  /** The name it has earned once its certificate covers all gate patterns. */
  readonly completeName?: string;
  /** One short line under the name. */
  readonly description: string;
  readonly family: Family;
  /** A name in `colours.css`: the model's colour everywhere. */
  readonly colour: string;
  /** Of its lines, as SVG writes them, "" for a whole line: each method differs from each other for eyes that do not tell colours apart. */
  readonly dashes: string;
  /** Whether a proof of optimality comes with the answer. */
  readonly proves: boolean;
  /** Quick enough to follow a finger. */
  readonly live: boolean;
  readonly defaultLearningRate?: number;
  load(): Promise<Runner>;
}

export interface Control {
  readonly signal: AbortSignal;
  /** Called a few times a second at most. */
  onProgress?(progress: Progress): void;
}
