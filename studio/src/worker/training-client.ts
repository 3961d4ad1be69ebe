import * as Comlink from "comlink";
import type { Progress, Settings } from "../models/model.js";
import type { DescentFrame } from "../models/recorded-descent.js";
import type { PathPoint } from "../penalty/path-point.js";
import type { Problem } from "../problems/problem.js";
import type { NetworkFormat } from "../taking-away/network-format.js";
import type { Run, Training } from "./training-worker.js";

/** The first picture comes before the workers, which would take the processor from it; a page that is not looked at waits no longer than this. */
const painted = Promise.race([
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))),
  new Promise((resolve) => setTimeout(resolve, 300)),
]);

/** One worker and what it is busy with. Runs are cancelled by the next one, so a page never waits for an answer it no longer wants. */
export class TrainingClient {
  #started: Promise<Comlink.Remote<Training>> | undefined;
  #tickets = 0;
  readonly #open = new Set<number>();

  /** Started when it is first asked for something: a worker that loads the library takes the processor from one that works. */
  get #remote(): Promise<Comlink.Remote<Training>> {
    this.#started ??= painted.then(() => {
      const worker = new Worker(new URL("./training-worker.ts", import.meta.url), { type: "module" });
      return Comlink.wrap<Training>(worker);
    });
    return this.#started;
  }

  setProblem(problem: Problem): void {
    void this.#remote.then((remote) => remote.setProblem(problem));
  }

  /** undefined when it was cancelled. */
  run(modelId: string, settings: Settings, onProgress?: (progress: Progress) => void): Promise<Run | undefined> {
    return this.#ask((remote, ticket) =>
      remote.run(ticket, modelId, settings, onProgress && Comlink.proxy(onProgress)),
    );
  }

  path(settings: Settings, onPoint: (point: PathPoint) => void): Promise<void> {
    return this.#ask((remote, ticket) => remote.path(ticket, settings, Comlink.proxy(onPoint)));
  }

  /** Adam from one start, step by step; undefined when it was cancelled. */
  descent(settings: Settings): Promise<readonly DescentFrame[] | undefined> {
    return this.#ask((remote, ticket) => remote.descent(ticket, settings));
  }

  async take(modelId: string, settings: Settings, format: NetworkFormat): Promise<string | Uint8Array> {
    return (await this.#remote).take(modelId, settings, format);
  }

  cancel(): void {
    for (const ticket of this.#open) void this.#remote.then((remote) => remote.cancel(ticket));
  }

  async #ask<Result>(
    send: (remote: Comlink.Remote<Training>, ticket: number) => Promise<Result>,
  ): Promise<Result | undefined> {
    const ticket = ++this.#tickets;
    this.#open.add(ticket);
    try {
      return await send(await this.#remote, ticket);
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") return undefined;
      throw error;
    } finally {
      this.#open.delete(ticket);
    }
  }
}
