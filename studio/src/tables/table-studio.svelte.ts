import * as Comlink from "comlink";
import type { NetworkFormat } from "../taking-away/network-format.js";
import type { AskedRange, AskedRow } from "./asked-row.js";
import type { NewRowPrediction } from "./new-row.js";
import type { TableOutcome } from "./table-outcome.js";
import type { AskedReading, TableSummary } from "./table-summary.js";
import type { TableProgress, TableSettings, TableWork } from "./table-worker.js";

/** The largest file a page takes: beyond it the copies in memory would not fit a phone. The command line has no such limit. */
export const largestFile = 64 * 2 ** 20;

/** The table to try the page with; it is made when the page is built. */
const sample = { address: "churn.csv", name: "churn.csv" };

/** Seconds for trying all kinds of models, as on the command line. */
export const usualLimitOfAll = 120;

/** The state of the table's part of the page. */
export class TableStudio {
  name = $state("");
  summary = $state.raw<TableSummary | undefined>();
  /** How columns were asked to be read, by name. */
  asked = $state.raw<Readonly<Record<string, AskedReading | undefined>>>({});
  /** Further words that mean a missing cell. */
  missing = $state.raw<readonly string[]>([]);
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
  /** Counts what was begun; what comes back from an earlier one is no longer wanted. */
  #turn = 0;

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
    const turn = ++this.#turn;
    const isWanted = () => turn === this.#turn;
    await this.#attempt("reading", this.#resting, async () => {
      const bytes = await bytesOf();
      if (!isWanted()) return this.state;
      const summary = await this.#fresh().read(bytes, [], []);
      if (!isWanted()) return this.state;
      this.#bytes = bytes;
      this.name = name;
      this.summary = summary;
      this.asked = {};
      this.missing = [];
      this.target = summary.columns[summary.columns.length - 1].name;
      this.drop = [];
      return "ready";
    });
    if (!this.message || !isWanted()) return;
    this.message = `${name} was not read. ${this.message}`;
    // It leaves the table that was open before.
    if (this.#bytes) await this.#readAgain();
  }

  /** A column is to be read in another way than was found; undefined for what was found. */
  reread(name: string, reading: AskedReading | undefined): Promise<void> {
    return this.#readOtherwise({ ...this.asked, [name]: reading }, this.missing);
  }

  /** Further words that mean a missing cell, in every column. */
  alsoMissing(words: readonly string[]): Promise<void> {
    return this.#readOtherwise(this.asked, words);
  }

  async #readOtherwise(asked: TableStudio["asked"], missing: readonly string[]): Promise<void> {
    const before = { asked: this.asked, missing: this.missing };
    Object.assign(this, { asked, missing, outcome: undefined });
    await this.#attempt("reading", "ready", async () => {
      await this.#readAgain();
      return "ready";
    });
    if (!this.message) return;
    const { message } = this;
    Object.assign(this, before);
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
    const { target, task, model, gates, seed, intervals, balanced } = this;
    return {
      ...{ target, task, model, gates, seed, intervals, balanced },
      drop: $state.snapshot(this.drop).filter((name) => name !== target),
      timeLimit: this.limit ?? undefined,
    };
  }

  /** Seconds that training may take; null: as long as it takes. Trying all kinds has a limit where none is given. */
  get limit(): number | null {
    if (this.timeLimit !== null && this.timeLimit > 0) return this.timeLimit;
    return this.model === "auto" ? usualLimitOfAll : null;
  }

  get #resting(): "ready" | "empty" {
    return this.summary ? "ready" : "empty";
  }

  /** At once: the worker ends, a new one reads the table that was open again. */
  async cancel(): Promise<void> {
    this.#turn++;
    this.#end();
    this.state = this.#resting;
    this.progress = undefined;
    await this.#readAgain();
  }

  export(format: NetworkFormat): Promise<string | Uint8Array> {
    return this.#known().export(format);
  }

  /** @param typed its name or its number */
  row(typed: string): Promise<AskedRow> {
    return this.#known().row(typed);
  }

  range(typed: string): Promise<AskedRange> {
    return this.#known().range(typed);
  }

  stopRange(): Promise<void> {
    return this.#known().stop();
  }

  /** What the form holds of a row. @param typed its name or its number */
  cells(typed: string): Promise<string[]> {
    return this.#known().cells(typed);
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
    const readings = Object.entries(this.asked).flatMap(([name, reading]) => (reading ? [{ name, ...reading }] : []));
    this.summary = await (this.#remote ?? this.#fresh()).read(this.#bytes, readings, this.missing);
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
