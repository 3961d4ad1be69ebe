import * as Comlink from "comlink";
import type { Progress, Settings } from "../models/model.js";
import type { DescentFrame } from "../models/recorded-descent.js";
import type { PathPoint } from "../penalty/path-point.js";
import type { Problem } from "../problems/problem.js";
import type { NetworkFormat } from "../taking-away/network-format.js";
import type { Run, Training } from "./training-worker.js";

/** One worker and what it is busy with. Runs are cancelled by the next one, so a page never waits for an answer it no longer wants. */
export class TrainingClient {
  readonly #remote: Comlink.Remote<Training>;
  #tickets = 0;
  readonly #open = new Set<number>();

  constructor() {
    const worker = new Worker(new URL("./training-worker.ts", import.meta.url), { type: "module" });
    this.#remote = Comlink.wrap<Training>(worker);
  }

  setProblem(problem: Problem): void {
    void this.#remote.setProblem(problem);
  }

  /** undefined when it was cancelled. */
  run(modelId: string, settings: Settings, onProgress?: (progress: Progress) => void): Promise<Run | undefined> {
    return this.#ask((ticket) => this.#remote.run(ticket, modelId, settings, onProgress && Comlink.proxy(onProgress)));
  }

  path(settings: Settings, onPoint: (point: PathPoint) => void): Promise<void> {
    return this.#ask((ticket) => this.#remote.path(ticket, settings, Comlink.proxy(onPoint)));
  }

  /** Adam from one start, step by step; undefined when it was cancelled. */
  descent(settings: Settings): Promise<readonly DescentFrame[] | undefined> {
    return this.#ask((ticket) => this.#remote.descent(ticket, settings));
  }

  take(modelId: string, settings: Settings, format: NetworkFormat): Promise<string | Uint8Array> {
    return this.#remote.take(modelId, settings, format);
  }

  cancel(): void {
    for (const ticket of this.#open) void this.#remote.cancel(ticket);
  }

  async #ask<Result>(send: (ticket: number) => Promise<Result>): Promise<Result | undefined> {
    const ticket = ++this.#tickets;
    this.#open.add(ticket);
    try {
      return await send(ticket);
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") return undefined;
      throw error;
    } finally {
      this.#open.delete(ticket);
    }
  }
}
