import * as Comlink from "comlink";
import type { TrainProgress } from "halfspace";
import type { NetworkFormat } from "../taking-away/network-format.js";
import type { AskedRange, AskedRow } from "./asked-row.js";
import type { TableOutcome, TableSettings, TableSummary, TableWork } from "./table-worker.js";

/** The largest file a page takes: beyond it the copies in memory would not fit a phone. The command line has no such limit. */
export const largestFile = 64 * 2 ** 20;

/** The state of the table's part of the page. */
export class TableStudio {
  name = $state("");
  summary = $state.raw<TableSummary | undefined>();
  target = $state("");
  drop = $state<string[]>([]);
  task = $state<TableSettings["task"]>("auto");
  gates = $state(500);
  seed = $state(1);
  intervals = $state(false);
  state = $state<"empty" | "reading" | "ready" | "training" | "done">("empty");
  message = $state("");
  progress = $state.raw<TrainProgress | undefined>();
  outcome = $state.raw<TableOutcome | undefined>();

  #bytes: Uint8Array | undefined;
  #worker: Worker | undefined;
  #remote: Comlink.Remote<TableWork> | undefined;

  async open(file: File): Promise<void> {
    if (file.size > largestFile) {
      const size = (file.size / 2 ** 20).toFixed(0);
      this.message = `${file.name} has ${size} MB; the page takes tables up to ${largestFile / 2 ** 20} MB. The command line takes larger ones: halfspace fit ${file.name} --target COLUMN`;
      return;
    }
    await this.#attempt("reading", this.summary ? "ready" : "empty", async () => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const summary = await this.#fresh().read(bytes);
      this.#bytes = bytes;
      this.name = file.name;
      this.summary = summary;
      this.target = summary.columns[summary.columns.length - 1].name;
      this.drop = [];
      this.outcome = undefined;
      return "ready";
    });
  }

  async train(): Promise<void> {
    await this.#attempt("training", "ready", async () => {
      if (!this.#bytes) return "empty";
      this.progress = undefined;
      this.outcome = undefined;
      const remote = this.#remote ?? this.#fresh();
      const settings = {
        target: this.target,
        drop: $state.snapshot(this.drop).filter((name) => name !== this.target),
        task: this.task,
        gates: this.gates,
        seed: this.seed,
        intervals: this.intervals,
      };
      this.outcome = await remote.train(
        settings,
        Comlink.proxy((progress: TrainProgress) => {
          this.progress = progress;
        }),
      );
      return "done";
    });
  }

  /** At once: the worker ends, a new one reads the table again. */
  async cancel(): Promise<void> {
    this.#end();
    this.state = "ready";
    this.progress = undefined;
    if (this.#bytes) await this.#fresh().read(this.#bytes);
  }

  export(format: NetworkFormat): Promise<string | Uint8Array> {
    return this.#trained().export(format);
  }

  /** @param position from 0 */
  row(position: number): Promise<AskedRow> {
    return this.#trained().row(position);
  }

  range(position: number): Promise<AskedRange> {
    return this.#trained().range(position);
  }

  stopRange(): Promise<void> {
    return this.#trained().stop();
  }

  #trained(): Comlink.Remote<TableWork> {
    if (this.#remote) return this.#remote;
    throw new Error("nothing was trained");
  }

  async #attempt(
    during: TableStudio["state"],
    otherwise: TableStudio["state"],
    action: () => Promise<TableStudio["state"]>,
  ) {
    this.message = "";
    this.state = during;
    try {
      const next = await action();
      if (this.state === during) this.state = next;
    } catch (error) {
      this.message = error instanceof Error ? error.message : String(error);
      this.state = otherwise;
    }
  }

  #fresh(): Comlink.Remote<TableWork> {
    this.#end();
    this.#worker = new Worker(new URL("./table-worker.ts", import.meta.url), { type: "module" });
    this.#remote = Comlink.wrap<TableWork>(this.#worker);
    return this.#remote;
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#remote = undefined;
  }
}
