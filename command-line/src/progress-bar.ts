import { SingleBar } from "cli-progress";
import type { TrainProgress } from "halfspace";
import type { Terminal } from "./command.js";

export interface ProgressBar {
  update(progress: TrainProgress): void;
  /** Clears the line. */
  stop(): void;
}

const silent: ProgressBar = { update: () => {}, stop: () => {} };

/** A bar on standard error while a person watches it, otherwise nothing: none in a pipe, none with --json. */
export function progressBar(terminal: Terminal, wanted: boolean): ProgressBar {
  if (!terminal.watched || !wanted) return silent;
  const bar = new SingleBar({
    format: "{stage} {bar} {percentage} % | λ {lambda} of λ_max | gap {gap} | {gates} gates | {seconds} s{left}",
    clearOnComplete: true,
    hideCursor: true,
    stopOnComplete: false,
    barsize: 24,
    stream: process.stderr,
  });
  bar.start(1, 0, { stage: "reading the table", lambda: "–", gap: "–", gates: 0, seconds: 0, left: "" });
  return {
    update(progress) {
      const { done, total } = stepsOf(progress);
      bar.setTotal(total);
      bar.update(done, {
        stage: stageWords(progress),
        lambda: progress.lambdaFraction.toPrecision(2),
        gap: (progress.dualityGap / Math.max(Math.abs(progress.primalObjective), 1e-300)).toExponential(1),
        gates: progress.activeGates,
        seconds: Math.round(progress.elapsedSeconds),
        left: leftWords(progress),
      });
    },
    stop: () => bar.stop(),
  };
}

/** One line on standard error that is written over, while a person watches it; otherwise nothing. Empty text clears it. */
export function progressLine({ watched }: Pick<Terminal, "watched">, wanted: boolean): (text: string) => void {
  return (text) => {
    if (watched && wanted) process.stderr.write(`\r\x1b[2K${text}`);
  };
}

function leftWords({ secondsLeft }: TrainProgress): string {
  return secondsLeft === undefined ? "" : `, about ${Math.ceil(secondsLeft)} s left`;
}

function stageWords({ stage, fold, folds, pathPoint, pathPoints }: TrainProgress): string {
  if (stage === "growth") return `growing, round ${pathPoint}`;
  if (stage === "intervals") return `prediction intervals, network ${fold} of ${folds}`;
  const point = `path point ${pathPoint} of ${pathPoints}`;
  if (stage === "cross-validation") return folds > 1 ? `${point}, fold ${fold} of ${folds}` : point;
  return stage === "path" ? point : "last fit";
}

/** Steps taken and steps in all: each λ on every fold, then each λ on all training rows, then the last fit. The path may go on. */
function stepsOf({ stage, fold, folds, pathPoint, pathPoints }: TrainProgress): { done: number; total: number } {
  if (stage === "intervals") return { done: fold - 1, total: folds };
  const total = (folds + 1) * Math.max(pathPoint, pathPoints) + 1;
  if (stage === "cross-validation")
    return { done: (pathPoint - 1) * Math.max(folds, 1) + Math.max(fold - 1, 0), total };
  return { done: stage === "path" ? folds * pathPoints + pathPoint - 1 : total - 1, total };
}
