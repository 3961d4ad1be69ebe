import { models } from "./models/index.js";
import type { Family, Settings } from "./models/model.js";
import { fractionAt, type PathPoint, surfaceBetween } from "./penalty/path-point.js";
import { drawExample, examples } from "./problems/examples.js";
import { linkOf, readLink } from "./problems/link.js";
import type { Problem } from "./problems/problem.js";
import { type Ranked, ranked, type Standing } from "./ranking/standing.js";
import type { NetworkFormat } from "./taking-away/network-format.js";
import { TrainingClient } from "./worker/training-client.js";

/** The state of the page: a problem, settings, and where every model stands. */
export class Studio {
  exampleId = $state("points");
  seed = $state(1);
  problem = $state.raw<Problem>(drawExample(examples[0], 1));
  /** The rows are no longer the example's. */
  edited = $state(false);
  /** λ's place on the path: 0 is λ_max, 1 its thousandth. */
  place = $state(2 / 3);
  /** While the handle moves: the network is read off the path. */
  sliding = $state(false);
  path = $state.raw<readonly PathPoint[]>([]);
  selectedId = $state(models[0].id);
  standings = $state<Standing[]>(
    models.map((model) => ({
      model,
      run: undefined,
      progress: undefined,
      state: "waiting",
      message: "",
      visible: model.family === "relu" && model.id !== "decomposed",
      learningRate: model.defaultLearningRate ?? 0,
    })),
  );

  readonly #proofs = new TrainingClient();
  readonly #descents = new TrainingClient();
  readonly #paths = new TrainingClient();
  #following = false;
  #liveBusy = false;
  #liveAgain = false;
  #generation = 0;
  #pathWanted = false;

  /** What a link to this state holds, after the #. */
  get link(): string {
    const { exampleId, seed, place, selectedId, edited, problem } = this;
    return linkOf({ exampleId, seed, place, selectedId, problem: edited ? problem : undefined });
  }

  /** Begins where a link says. */
  restore(link: string): void {
    const asked = link.replace(/^#/, "");
    // Back from another part of the page, everything is as it was left.
    if (asked === this.link && this.#generation > 0) {
      this.start();
      return;
    }
    const { exampleId, seed, place, selectedId, problem } = readLink(link);
    this.seed = seed ?? this.seed;
    this.place = place ?? this.place;
    this.selectedId = selectedId ?? this.selectedId;
    this.choose(exampleId ?? this.exampleId);
    if (problem) this.replaceProblem(problem);
  }

  /** What the selected model learned, as a file. */
  take(format: NetworkFormat): Promise<string | Uint8Array> {
    const { model, learningRate } = this.selected;
    this.#descents.setProblem(this.problem);
    return this.#descents.take(model.id, { ...this.settings, learningRate }, format);
  }

  get settings(): Settings {
    return {
      lambdaFraction: fractionAt(this.place),
      seed: this.seed,
      tolerance: this.#following ? 1e-3 : 1e-7,
      neurons: 50,
    };
  }

  get selected(): Standing {
    return this.standings.find(({ model }) => model.id === this.selectedId) ?? this.standings[0];
  }

  choose(exampleId: string): void {
    this.exampleId = exampleId;
    const example = examples.find(({ id }) => id === exampleId);
    if (example) this.#useProblem(drawExample(example, this.seed));
  }

  setSeed(seed: number): void {
    this.seed = seed;
    const example = examples.find(({ id }) => id === this.exampleId);
    if (example && !this.edited) this.#useProblem(drawExample(example, seed));
    else this.start();
  }

  /** Rows of a person's own: everything is learned anew. */
  replaceProblem(problem: Problem): void {
    this.#useProblem(problem);
    this.edited = true;
  }

  #useProblem(problem: Problem): void {
    this.edited = false;
    const sameKind = problem.kind === this.problem.kind;
    this.problem = problem;
    if (!sameKind) for (const standing of this.standings) this.#forget(standing);
    this.start();
  }

  /** The problem while a point is being dragged: only the quick models follow. */
  moveProblem(problem: Problem): void {
    if (!this.#following) this.#generation++;
    this.#following = true;
    this.edited = true;
    this.problem = problem;
    this.path = [];
    this.#paths.cancel();
    this.#descents.cancel();
    for (const standing of this.standings) if (!standing.model.live || !standing.visible) standing.state = "waiting";
    void this.#follow();
  }

  /** Runs every model on the problem and settings as they are, then the path, unless one is there or under way. */
  start(): void {
    this.#paths.cancel();
    this.path = [];
    this.#pathWanted = true;
    this.#runModels();
  }

  /** λ moved: the path stays. */
  restart(): void {
    this.#runModels();
  }

  #runModels(): void {
    this.#following = false;
    const generation = ++this.#generation;
    this.#proofs.cancel();
    this.#descents.cancel();
    for (const standing of this.standings) standing.state = "waiting";
    const [first, ...rest] = this.standings;
    const [live, slow] = [true, false].map((wanted) => rest.filter(({ model }) => model.live === wanted));
    // The answer that everything is measured by does not share the processor.
    void this.#runAll(this.#proofs, [first], generation).then(() => {
      void this.#runAll(this.#proofs, live, generation).then(() => this.#computePath(generation));
      void this.#runAll(this.#descents, slow, generation);
    });
  }

  rerun(standing: Standing): void {
    this.#descents.cancel();
    const slow = this.standings.filter(
      ({ model, state }) => !model.live && (state !== "done" || model === standing.model),
    );
    void this.#runAll(this.#descents, slow, this.#generation);
  }

  /** f at the drawn points, as it should be drawn now. */
  surfaceOf({ model, run, progress, state }: Standing): Float64Array | undefined {
    const onPath = this.sliding && model.id === "exact-relu" ? surfaceBetween(this.path, this.place) : undefined;
    return onPath ?? (state === "working" && progress ? progress.surface : run?.outcome.surface);
  }

  /** The models of a family, best first. */
  rankedOf(family: Family): Ranked {
    return ranked(this.standings.filter(({ model }) => model.family === family));
  }

  /** Whether what is drawn belongs to the problem and λ as they are. */
  isCurrent({ model, state }: Standing): boolean {
    return this.sliding ? model.id === "exact-relu" : state === "done" || state === "working";
  }

  /** Nothing runs while another part of the page is open. */
  rest(): void {
    this.#generation++;
    for (const client of [this.#proofs, this.#descents, this.#paths]) client.cancel();
  }

  #forget(standing: Standing): void {
    standing.run = undefined;
    standing.progress = undefined;
  }

  async #runAll(client: TrainingClient, standings: Standing[], generation: number): Promise<void> {
    client.setProblem(this.problem);
    for (const standing of standings) {
      if (generation !== this.#generation) return;
      await this.#runOne(client, standing, generation);
    }
  }

  async #runOne(client: TrainingClient, standing: Standing, generation: number): Promise<void> {
    standing.state = "working";
    standing.progress = undefined;
    const current = () => generation === this.#generation;
    try {
      const run = await client.run(
        standing.model.id,
        { ...this.settings, learningRate: standing.learningRate },
        (progress) => {
          if (current()) standing.progress = progress;
        },
      );
      if (!run || !current()) return;
      standing.run = run;
      standing.state = "done";
    } catch (error) {
      if (!current()) return;
      standing.state = "failed";
      standing.message = error instanceof Error ? error.message : String(error);
    }
  }

  /** Follows a finger: always the newest problem, never a queue. */
  async #follow(): Promise<void> {
    this.#liveAgain = true;
    if (this.#liveBusy) return;
    this.#liveBusy = true;
    while (this.#liveAgain) {
      this.#liveAgain = false;
      const followers = this.standings.filter(({ model, visible }) => model.live && visible);
      await this.#runAll(this.#proofs, followers, this.#generation);
    }
    this.#liveBusy = false;
  }

  /** The path of the newest problem, once its models have been served. */
  async #computePath(generation: number): Promise<void> {
    if (generation !== this.#generation || !this.#pathWanted) return;
    this.#pathWanted = false;
    this.#paths.setProblem(this.problem);
    const { problem } = this;
    await this.#paths.path(this.settings, (point) => {
      if (problem === this.problem) this.path = [...this.path, point];
    });
  }
}
