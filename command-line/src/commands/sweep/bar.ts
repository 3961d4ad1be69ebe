import type { SweepProgress } from "@halfspace/sweeps";
import { SingleBar } from "cli-progress";
import type { Terminal } from "../../command.js";

/** A bar of jobs on standard error while a person watches it, otherwise nothing. */
export function sweepBar(terminal: Terminal, wanted: boolean) {
  if (!terminal.watched || !wanted) return { update: (_: SweepProgress) => {}, stop: () => {} };
  const bar = new SingleBar({
    format: "{bar} {value} of {total} jobs | {failed} failed | {left} left",
    clearOnComplete: true,
    hideCursor: true,
    stopOnComplete: false,
    barsize: 24,
    stream: process.stderr,
  });
  bar.start(1, 0, { failed: 0, left: "…" });
  return {
    update({ done, failed, total, secondsLeft }: SweepProgress) {
      bar.setTotal(total);
      bar.update(done + failed, { failed, left: secondsLeft === undefined ? "…" : timeWords(secondsLeft) });
    },
    stop: () => bar.stop(),
  };
}

/** "40 s", "3 min 20 s", "2 h 5 min". */
function timeWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
