import { type ChildProcess, fork } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "fast-check";
import { batchSeed, type Failure, runBatch } from "./batch.js";
import { targets } from "./targets/index.js";
import { type Order, type Said, work } from "./worker.js";

/**
 * Random input to all of halfspace, for some minutes or some inputs: npm run fuzz -- --minutes 10 --seed 1. A second process runs the inputs, and
 * is ended and begun again where one of them takes too long or takes the process with it. Exit code: 0 nothing found, 1 failures, 2 bad flags.
 */

const usage = `npm run fuzz -- [--minutes N | --runs N] [--seed S] [--only NAME,NAME] [--folder PATH] [--path PATH]
  --minutes N   how long (default 1)
  --runs N      so many inputs of every target instead
  --seed S      of everything that is drawn (default 1)
  --only NAMES  of ${Object.keys(targets).join(", ")}
  --folder PATH where failures are written (default: a new folder under ${tmpdir()})
  --path PATH   with --only and the --seed of a failure: its input once more`;

/** Seconds without a new input, while the processor is used, after which a process hangs. */
const mostSeconds = 30;

interface Flags {
  readonly minutes: number;
  readonly runs: number | undefined;
  readonly seed: number;
  readonly names: readonly string[];
  readonly folder: string;
  readonly path: string | undefined;
}

function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      runs: { type: "string" },
      seed: { type: "string", default: "1" },
      only: { type: "string", default: Object.keys(targets).join(",") },
      folder: { type: "string" },
      path: { type: "string" },
    },
  });
  const names = values.only.split(",");
  const [minutes, seed, runs] = [values.minutes, values.seed, values.runs ?? "1"].map(Number);
  const known = names.every((name) => name in targets);
  if (!known || !(minutes > 0) || !Number.isSafeInteger(seed) || !(Number.isInteger(runs) && runs > 0))
    throw new Error("a flag is wrong");
  const folder = resolve(values.folder ?? join(tmpdir(), `halfspace-fuzz-${seed}-${process.pid}`));
  return { minutes, seed, names, folder, runs: values.runs === undefined ? undefined : runs, path: values.path };
}

/** What was run and found so far. */
interface Tally {
  calls: number;
  readonly byTarget: Map<string, number>;
  readonly failures: Map<string, number>;
}

async function fuzz({ minutes, runs, seed, names, folder }: Flags): Promise<number> {
  const began = performance.now();
  const tally: Tally = { calls: 0, byTarget: new Map(), failures: new Map() };
  const first = Object.fromEntries(names.map((name) => [name, 0]));
  const end = runs === undefined ? began + 60_000 * minutes : Number.POSITIVE_INFINITY;
  console.log(`Seed ${seed}; failures go to ${folder}.`);
  const show = setInterval(() => console.log(progressOf(tally, began, end)), 10_000);
  while (performance.now() < end) {
    const ended = await runProcess({ seed, first, ...(runs ? { runs } : {}) }, end, (said) => {
      first[said.target] = said.batch + 1;
      tally.calls += said.calls;
      tally.byTarget.set(said.target, (tally.byTarget.get(said.target) ?? 0) + said.calls);
      if (said.failure) report(said.failure, folder, tally);
    });
    if (ended.kind !== "fault") break;
    const [target, batch, run] = ended.place.split(" ");
    const path = run;
    if (target) {
      first[target] = Number(batch) + 1;
      report(
        { target, seed: batchSeed(seed, target, Number(batch)), path, message: `Broken: ${ended.words}`, input: "" },
        folder,
        tally,
      );
    } else throw new Error(`the process that runs the inputs does not begin: ${ended.words}`);
  }
  clearInterval(show);
  console.log(progressOf(tally, began, end));
  for (const [target, calls] of tally.byTarget) console.log(`  ${target}: ${calls} calls`);
  return tally.failures.size > 0 ? 1 : 0;
}

function progressOf({ calls, failures }: Tally, began: number, end: number): string {
  const seconds = (performance.now() - began) / 1000;
  const left = Number.isFinite(end) ? `, ${Math.max(0, Math.round((end - performance.now()) / 1000))} s left` : "";
  return `${calls} calls in ${seconds.toFixed(0)} s${left}; ${failures.size} kinds of failure`;
}

/** Each kind of failure once: by what was said first, without its numbers. */
function report(failure: Failure, folder: string, { failures }: Tally): void {
  const { target, seed, path, message, input } = failure;
  const place = message.split("\n").find((line) => /^\s+at /.test(line)) ?? "";
  const kind = `${target}: ${message
    .split("\n")[0]
    .replace(/[\d.]+(?:e[-+]?\d+)?/g, "#")
    .slice(0, 100)} ${message.startsWith("Broken") ? "" : place.replace(/^.*[\\/]|:.*$/g, "")}`;
  const count = (failures.get(kind) ?? 0) + 1;
  failures.set(kind, count);
  if (count > 3) return;
  mkdirSync(folder, { recursive: true });
  const again = `npm run fuzz -- --only ${target} --seed ${seed} --path ${path}`;
  const file = join(folder, `${target}-${failures.size}-${count}.txt`);
  writeFileSync(file, `${again}\n\n${message}\n\n${input}\n`);
  console.log(`FAILURE ${target}: ${message.split("\n")[0].slice(0, 300)}\n  ${file}\n  ${again}`);
}

type Ended = { readonly kind: "done" } | { readonly kind: "fault"; readonly place: string; readonly words: string };
type BatchSaid = Extract<Said, { kind: "batch" }>;

/** One process until it is done, is over time, hangs or is gone. */
async function runProcess(order: Order, end: number, onBatch: (said: BatchSaid) => void): Promise<Ended> {
  const places = join(tmpdir(), `halfspace-fuzz-place-${process.pid}`);
  const file = openSync(places, "w+");
  const child = fork(process.argv[1], [], {
    stdio: ["ignore", "ignore", "pipe", file, "ipc"],
    env: { ...process.env, HALFSPACE_FUZZ_ORDER: JSON.stringify(order) },
    execArgv: ["--max-old-space-size=1500"],
  });
  let words = "";
  child.stderr?.on("data", (chunk) => {
    words = (words + chunk).slice(-2000);
  });
  return new Promise((resolve) => {
    let isDone = false;
    const watch = watched(child, places, end);
    child.on("message", (said: Said) => {
      if (said.kind === "batch") onBatch(said);
      else isDone = true;
    });
    child.on("close", (code, signal) => {
      const { place, why } = watch.stop();
      closeSync(file);
      rmSync(places, { force: true });
      if (isDone || why === "over") resolve({ kind: "done" });
      else resolve({ kind: "fault", place, words: why ?? `the process ended with ${signal ?? code}: ${words}` });
    });
  });
}

/** Looks every second at which input is at work, and ends a process that stays at one. */
function watched(child: ChildProcess, places: string, end: number) {
  let [place, since, why] = ["", secondsOf(child), undefined as string | undefined];
  const timer = setInterval(() => {
    const now = readFileSync(places, "utf8").trim();
    if (now !== "" && now !== place) [place, since] = [now, secondsOf(child)];
    if (performance.now() > end) why = "over";
    else if (place !== "" && secondsOf(child) - since > mostSeconds)
      why = `one input takes more than ${mostSeconds} s of processor time`;
    if (why !== undefined) child.kill("SIGKILL");
  }, 1000);
  const stop = () => {
    clearInterval(timer);
    return { place: readFileSync(places, "utf8").trim(), why };
  };
  return { stop };
}

/** Processor time of a process; where there is no /proc, the time of day, and a busy machine makes that too much. */
function secondsOf({ pid }: ChildProcess): number {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "");
    const [user, system] = facts.split(" ").slice(11, 13).map(Number);
    return (user + system) / 100;
  } catch {
    return performance.now() / 1000 / availableParallelism();
  }
}

async function again({ names, seed, path }: Flags): Promise<number> {
  const target = await targets[names[0]]();
  const runs = 1 + Number(path?.split(":")[0]);
  // Said first: it may not end.
  const onInput = (_: number, given: unknown) => console.log(stringify(given));
  const { failure } = await runBatch(target, { seed, runs, path, onInput });
  console.log(failure ? failure.message : "Nothing fails.");
  return failure ? 1 : 0;
}

const { HALFSPACE_FUZZ_ORDER: order } = process.env;
if (order !== undefined) {
  await work(JSON.parse(order));
  process.exit(0);
}
let flags: Flags | undefined;
try {
  flags = readFlags();
} catch (error) {
  console.error(`fuzz: ${(error as Error).message}.\n${usage}`);
  process.exit(2);
}
process.exit(flags.path === undefined ? await fuzz(flags) : await again(flags));
