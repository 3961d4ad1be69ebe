import * as Comlink from "comlink";
import type { NetworkFormat } from "../taking-away/network-format.js";
import type { AskedRange, AskedRow } from "./asked-row.js";
import type { NewRowPrediction } from "./new-row.js";
import type { TableOutcome } from "./table-outcome.js";
import type { AskedType, TableSummary } from "./table-summary.js";
import type { TableProgress, TableSettings, TableWork } from "./table-worker.js";

/** The largest file a page takes: beyond it the copies in memory would not fit a phone. The command line has no such limit. */
export const largestFile = 64 * 2 ** 20;

/** The table to try the page with; it is made when the page is built. */
const sample = { address: "churn.csv", name: "churn.csv" };

/** The state of the table's part of the page. */
export class TableStudio {
  name = $state("");
  summary = $state.raw<TableSummary | undefined>();
  /** What columns were asked to hold, by name. */
  asked = $state<Record<string, AskedType | undefined>>({});
  target = $state("");
  drop = $state<string[]>([]);
  task = $state<TableSettings["task"]>("auto");
  model = $state<TableSettings["model"]>("gated-relu");
  gates = $state(500);
  seed = $state(1);
  intervals = $state(false);
  balanced = $state(false);
  /** Seconds; null: as long as it takes. */
  timeLimit = $state<number | null>(null);
  state = $state<"empty" | "reading" | "ready" | "training" | "done">("empty");
  message = $state("");
  progress = $state.raw<TableProgress | undefined>();
  outcome = $state.raw<TableOutcome | undefined>();

  #bytes: Uint8Array | undefined;
  #worker: Worker | undefined;
  #remote: Comlink.Remote<TableWork> | undefined;

  async open(file: File): Promise<void> {
    // Whatever becomes of the file, what stands below would be another table's.
    this.outcome = undefined;
    if (file.size > largestFile) {
      const size = (file.size / 2 ** 20).toFixed(0);
      this.message = `${file.name} has ${size} MB; the page takes tables up to ${largestFile / 2 ** 20} MB. The command line takes larger ones: halfspace fit ${file.name} --target COLUMN`;
      return;
    }
    await this.#open(file.name, async () => new Uint8Array(await file.arrayBuffer()));
  }

  /** Opens the table that comes with the page. */
  async openSample(): Promise<void> {
    this.outcome = undefined;
    await this.#open(sample.name, async () => {
      const answer = await fetch(sample.address);
      if (!answer.ok) throw new Error("The sample table could not be fetched.");
      return new Uint8Array(await answer.arrayBuffer());
    });
  }

  async #open(name: string, bytesOf: () => Promise<Uint8Array>): Promise<void> {
    await this.#attempt("reading", this.summary ? "ready" : "empty", async () => {
      const bytes = await bytesOf();
      const summary = await this.#fresh().read(bytes, []);
      this.#bytes = bytes;
      this.name = name;
      this.summary = summary;
      this.asked = {};
      this.target = summary.columns[summary.columns.length - 1].name;
      this.drop = [];
      return "ready";
    });
    if (!this.message) return;
    this.message = `${name} was not read. ${this.message}`;
    // It leaves the table that was open before.
    if (this.#bytes) await this.#readAgain();
  }

  /** A column is to hold something else than was found; "" for what was found. */
  async retype(name: string, type: AskedType | ""): Promise<void> {
    const before = this.asked[name];
    this.asked[name] = type === "" ? undefined : type;
    this.outcome = undefined;
    await this.#attempt("reading", "ready", async () => {
      await this.#readAgain();
      return "ready";
    });
    if (!this.message) return;
    const { message } = this;
    this.asked[name] = before;
    await this.#readAgain();
    this.message = message;
  }

  toggle(name: string): void {
    this.drop = this.drop.includes(name) ? this.drop.filter((each) => each !== name) : [...this.drop, name];
  }

  async train(): Promise<void> {
    await this.#attempt("training", "ready", async () => {
      if (!this.#bytes) return "empty";
      this.progress = undefined;
      this.outcome = undefined;
      this.outcome = await this.#known().train(
        this.#settings,
        Comlink.proxy((progress: TableProgress) => {
          this.progress = progress;
        }),
      );
      return "done";
    });
  }

  get #settings(): TableSettings {
    const { target, task, model, gates, seed, intervals, balanced, timeLimit } = this;
    return {
      ...{ target, task, model, gates, seed, intervals, balanced },
      drop: $state.snapshot(this.drop).filter((name) => name !== target),
      timeLimit: timeLimit === null || !(timeLimit > 0) ? undefined : timeLimit,
    };
  }

  /** At once: the worker ends, a new one reads the table again. */
  async cancel(): Promise<void> {
    this.#end();
    this.state = "ready";
    this.progress = undefined;
    await this.#readAgain();
  }

  export(format: NetworkFormat): Promise<string | Uint8Array> {
    return this.#known().export(format);
  }

  /** @param position from 0 */
  row(position: number): Promise<AskedRow> {
    return this.#known().row(position);
  }

  range(position: number): Promise<AskedRange> {
    return this.#known().range(position);
  }

  stopRange(): Promise<void> {
    return this.#known().stop();
  }

  /** What the form holds of a row. @param position from 0 */
  cells(position: number): Promise<string[]> {
    return this.#known().cells(position);
  }

  /** What the model says of a row that a person typed. */
  predict(cells: readonly string[]): Promise<NewRowPrediction> {
    return this.#known().predict(cells);
  }

  #known(): Comlink.Remote<TableWork> {
    if (this.#remote) return this.#remote;
    throw new Error("nothing was trained");
  }

  async #readAgain(): Promise<void> {
    if (!this.#bytes) return;
    const readings = Object.entries($state.snapshot(this.asked)).flatMap(([name, type]) =>
      type ? [{ name, type }] : [],
    );
    this.summary = await (this.#remote ?? this.#fresh()).read(this.#bytes, readings);
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
