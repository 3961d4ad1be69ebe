import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { SplitScore } from "@halfspace/tables";
import { accuracy, InputError, type Label, type Matrix, r2, rmse } from "halfspace";
import { logarithm } from "halfspace/numerics";
import { encodeLabels } from "halfspace/programs";
import { type JobModel, type Peer, type PeerModel, peers } from "./job.js";
import type { SplitRows } from "./measure-model.js";

export const isPeerModel = (model: JobModel): model is PeerModel => model.startsWith("peer-");

const script = fileURLToPath(new URL("../python/peers.py", import.meta.url));
const run = promisify(execFile);
/** One thread each, as halfspace has. */
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/**
 * The peers that a Python has, of those that are known.
 * @param python the program; HALFSPACE_PYTHON unless told
 * @returns none without scikit-learn, and all but "xgboost" without XGBoost
 */
export async function peersOf(python = process.env.HALFSPACE_PYTHON): Promise<readonly Peer[]> {
  const has = (name: string) =>
    run(python ?? "", ["-c", `import ${name}`]).then(
      () => true,
      () => false,
    );
  if (python === undefined || !(await has("sklearn"))) return [];
  return (await has("xgboost")) ? peers : peers.filter((peer) => peer !== "xgboost");
}

/** What the script answers: predictions of both parts, numbers or places among the labels. */
interface Answer {
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** m×K, of the test rows; null where the model has none. */
  readonly probabilities: readonly (readonly number[])[] | null;
  readonly setting: string;
  readonly seconds: number;
}

/**
 * A model of scikit-learn or XGBoost on the same encoded columns as ours.
 * @param seed of the model, and of the settings and folds of its tuning
 * @throws InputError where HALFSPACE_PYTHON is missing or cannot do it
 */
export async function evaluatePeer(model: PeerModel, seed: number, rows: SplitRows): Promise<SplitScore> {
  const answer = await answerOf(model, seed, rows);
  const { test, train, ...shared } = rows.labels
    ? scoresOfClasses(answer, rows, rows.labels)
    : scoresOfNumbers(answer, rows);
  return {
    ...{ name: `${model}, ${answer.setting}`, size: 0, certificate: null, seconds: answer.seconds },
    ...{ test: test.score, train: train.score, testError: test.error, trainError: train.error },
    ...shared,
  };
}

async function answerOf(model: PeerModel, seed: number, rows: SplitRows): Promise<Answer> {
  const python = process.env.HALFSPACE_PYTHON;
  if (python === undefined) throw noPython("none in HALFSPACE_PYTHON");
  const folder = await mkdtemp(join(tmpdir(), "halfspace-peer-"));
  try {
    const { labels, inputs, testInputs, targets } = rows;
    const asked = {
      ...{ model, seed, rows: inputs.rows, columns: inputs.columns, classes: labels?.length ?? 0 },
      targets: labels ? placesOf(targets as Label[], labels) : targets,
    };
    await writeFile(join(folder, "train.f64"), bytesOf(inputs));
    await writeFile(join(folder, "test.f64"), bytesOf(testInputs));
    await writeFile(join(folder, "asked.json"), JSON.stringify(asked));
    const env = { ...process.env, ...oneThread };
    return JSON.parse(await outputOf(python, folder, env));
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error).trim();
    throw noPython(`${python}, which said: ${said.slice(said.lastIndexOf("\n") + 1)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the script prints; it ends with this process. */
async function outputOf(python: string, folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const running = run(python, [script, folder], { env, maxBuffer: 1 << 28 });
  const stop = () => running.child.kill();
  process.once("exit", stop);
  try {
    return (await running).stdout;
  } finally {
    process.off("exit", stop);
  }
}

const noPython = (got: string): InputError =>
  new InputError({
    code: "unknown-value",
    argument: "model",
    got,
    expected: "a Python with scikit-learn (and XGBoost)",
  });

const bytesOf = ({ values }: Matrix) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const placesOf = (targets: readonly Label[], labels: readonly Label[]) => targets.map((label) => labels.indexOf(label));

function scoresOfNumbers(answer: Answer, { targets, testTargets }: SplitRows) {
  const of = (truth: SplitRows["targets"], found: readonly number[]) => {
    const error = rmse(truth as number[], found);
    return { score: error, error: error * error };
  };
  const share = r2(testTargets as number[], answer.test);
  return { test: of(testTargets, answer.test), train: of(targets, answer.train), r2: share, logLoss: null };
}

/** The error is that of the predicted labels, coded as ±1: other software has no raw outputs of ours. */
function scoresOfClasses({ train, test, probabilities }: Answer, rows: SplitRows, labels: readonly Label[]) {
  const of = (truth: SplitRows["targets"], places: readonly number[]) => {
    const found = places.map((place) => labels[place]);
    const error = rmse(encodeLabels(truth as Label[], labels).values, encodeLabels(found, labels).values);
    return { score: accuracy(truth as Label[], found), error: error * error };
  };
  const logLoss = probabilities && logLossOf(placesOf(rows.testTargets as Label[], labels), probabilities);
  return { test: of(rows.testTargets, test), train: of(rows.targets, train), r2: null, logLoss };
}

/** No probability counts as less than 1e-15, as in scikit-learn. */
function logLossOf(classes: readonly number[], probabilities: readonly (readonly number[])[]): number {
  return classes.reduce((sum, k, j) => sum - logarithm(Math.max(1e-15, probabilities[j][k])), 0) / classes.length;
}
