import type { Settings } from "../models/model.js";
import type { DescentFrame } from "../models/recorded-descent.js";
import { fractionAt, type PathPoint, pathPoints, surfaceBetween } from "../penalty/path-point.js";
import { drawExample, examples } from "../problems/examples.js";
import { drawnPoints, drawnRange, type Problem } from "../problems/problem.js";
import type { NumberRecord } from "../taking-away/numbers-file.js";
import { TrainingClient } from "../worker/training-client.js";
import type { Run } from "../worker/training-worker.js";
import { steps } from "./steps.js";

/** How many starts of Adam are played, and how many neurons each has: about as many as the best network needs. */
const starts = 5;
const neurons = 8;
const place = 2 / 3;

/** The state of the story: one problem on which every step happens. */
export class Story {
  /** From 0. */
  step = $state(0);
  problem = $state.raw<Problem>(drawExample(examples[0], 1));
  /** Where the gate of the first step stands. */
  gate = $state(-0.1);
  /** How much of the step's play has been seen, from 0 to 1. */
  played = $state(0);
  isPlaying = $state(false);
  /** λ's place on the path in the last step. */
  place = $state(0.4);
  best = $state.raw<Run | undefined>();
  kernel = $state.raw<Run | undefined>();
  descents = $state.raw<readonly (readonly DescentFrame[])[]>([]);
  path = $state.raw<readonly PathPoint[]>([]);
  message = $state("");

  readonly #proofs = new TrainingClient();
  readonly #others = new TrainingClient();
  #generation = 0;
  #isFollowing = false;
  #followAgain = false;

  get isMoved(): boolean {
    return this.problem.unseen === undefined;
  }

  /** Whether everything that the steps show is learned. */
  get isComplete(): boolean {
    return this.path.length === pathPoints;
  }

  goTo(step: number): void {
    this.step = Math.min(Math.max(step, 0), steps.length - 1);
    this.isPlaying = false;
    this.played = 0;
  }

  /** Learns everything that the steps show, in their order. */
  start(): void {
    void this.#attempt(async (isCurrent) => {
      const [proofs, others] = [this.#proofs, this.#others];
      for (const client of [proofs, others]) client.cancel();
      proofs.setProblem(this.problem);
      await this.#runBoth(settingsOf(1e-7), isCurrent);
      others.setProblem(this.problem);
      await this.#descend(isCurrent);
      this.path = [];
      await others.path(settingsOf(1e-7), (point) => {
        if (isCurrent()) this.path = [...this.path, point];
      });
    });
  }

  /** Dots as they were. */
  reset(): void {
    this.problem = drawExample(examples[0], 1);
    this.start();
  }

  /** A dot moved by a finger: the two of the fourth step follow, always to the newest place. */
  async move(index: number, y: number): Promise<void> {
    const targets = this.problem.targets.slice();
    targets[index] = y;
    this.problem = { kind: "curve", inputs: this.problem.inputs, targets };
    this.#followAgain = true;
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    await this.#attempt(async (isCurrent) => {
      while (this.#followAgain) {
        this.#followAgain = false;
        this.#proofs.setProblem(this.problem);
        await this.#runBoth(settingsOf(1e-3), isCurrent);
      }
    });
    this.#isFollowing = false;
  }

  /** The function of the last step where the handle is. */
  get pathSurface(): Float64Array | undefined {
    return surfaceBetween(this.path, this.place);
  }

  get pathPoint(): PathPoint | undefined {
    return this.path[Math.round(this.place * (pathPoints - 1))];
  }

  /** Where the line of the last step bends, from left to right: the gates of its neurons, those that count for next to nothing left out. */
  get bends(): readonly number[] {
    const gates = this.pathPoint?.gates ?? [];
    const neurons = Array.from({ length: Math.floor(gates.length / 2) }, (_, k) => ({
      place: -gates[2 * k + 1] / gates[2 * k],
      size: gates[2 * k] ** 2 + gates[2 * k + 1] ** 2,
    }));
    const largest = Math.max(...neurons.map(({ size }) => size));
    return neurons
      .filter(({ place, size }) => Math.abs(place) < drawnRange && size > 0.01 * largest)
      .map(({ place }) => place)
      .sort((a, b) => a - b)
      .filter((place, k, all) => k === 0 || place - all[k - 1] > 0.02);
  }

  /** What the picture of the step shows, at its places from left to right. */
  get records(): readonly NumberRecord[] {
    const named: readonly (readonly [string, ArrayLike<number> | undefined])[] = [
      ...(this.step === 1 || this.step === 2
        ? this.descents.map((frames, k) => [`start ${k + 1}`, frames[frames.length - 1].surface] as const)
        : []),
      ...(this.step === 2 || this.step === 3 ? [["ours", this.best?.outcome.surface] as const] : []),
      ...(this.step === 3 ? [["NTK", this.kernel?.outcome.surface] as const] : []),
      ...(this.step === 4 ? [["ours", this.pathSurface] as const] : []),
    ];
    const known = named.flatMap(([name, surface]) => (surface ? [{ name, surface }] : []));
    if (known.length === 0) {
      return Array.from(this.problem.inputs, (x, j) => ({ x, y: this.problem.targets[j] }));
    }
    return Array.from(drawnPoints("curve"), (x, k) => ({
      x,
      ...Object.fromEntries(known.map(({ name, surface }) => [name, surface[k]])),
    }));
  }

  stop(): void {
    this.#generation++;
    this.isPlaying = false;
    for (const client of [this.#proofs, this.#others]) client.cancel();
  }

  async #runBoth(settings: Settings, isCurrent: () => boolean): Promise<void> {
    const best = await this.#proofs.run("exact-relu", settings);
    if (best && isCurrent()) this.best = best;
    const kernel = await this.#proofs.run("ntk-ridge", settings);
    if (kernel && isCurrent()) this.kernel = kernel;
  }

  async #descend(isCurrent: () => boolean): Promise<void> {
    const descents: (readonly DescentFrame[])[] = [];
    for (let seed = 1; seed <= starts && isCurrent(); seed++) {
      const frames = await this.#others.descent({ ...settingsOf(1e-7), seed });
      if (frames) descents.push(frames);
    }
    if (isCurrent()) this.descents = descents;
  }

  async #attempt(action: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const generation = ++this.#generation;
    this.message = "";
    try {
      await action(() => generation === this.#generation);
    } catch (error) {
      if (generation === this.#generation) this.message = error instanceof Error ? error.message : String(error);
    }
  }
}

const settingsOf = (tolerance: number): Settings => ({
  lambdaFraction: fractionAt(place),
  seed: 1,
  tolerance,
  neurons,
  learningRate: 0.01,
});

/** A descent where the play is: between two of its recorded steps a mixture of them. */
export function frameAt(frames: readonly DescentFrame[], played: number): DescentFrame {
  const position = played * (frames.length - 1);
  const [lower, upper] = [frames[Math.floor(position)], frames[Math.ceil(position)]];
  const share = position - Math.floor(position);
  const between = (a: number, b: number) => (1 - share) * a + share * b;
  return {
    step: Math.round(between(lower.step, upper.step)),
    objective: between(lower.objective, upper.objective),
    surface: lower.surface.map((value, k) => between(value, upper.surface[k])),
    unseenError: lower.unseenError,
  };
}

/** The total of a network and the floor below it. */
export interface ProofMoment {
  readonly total: number;
  readonly floor: number;
}

/** The proof where the play is: the lowest total and the highest floor that were known by then. */
export function proofAt({ outcome: { trace } }: Run, played: number): ProofMoment {
  const moments: ProofMoment[] = [];
  let [total, floor] = [Number.POSITIVE_INFINITY, 0];
  for (const { objective, gap = objective } of trace) {
    total = Math.min(total, objective);
    floor = Math.max(floor, objective - gap);
    moments.push({ total, floor });
  }
  const position = played * (moments.length - 1);
  const [lower, upper] = [moments[Math.floor(position)], moments[Math.ceil(position)]];
  const share = position - Math.floor(position);
  const between = (a: number, b: number) => (1 - share) * a + share * b;
  return { total: between(lower.total, upper.total), floor: between(lower.floor, upper.floor) };
}
