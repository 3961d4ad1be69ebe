import type { Progress } from "halfspace";
import type { TracePoint } from "../models/model.js";

/** Keeps where a solver is, each time it says so. */
export function recorder() {
  const trace: TracePoint[] = [];
  const onProgress = ({ elapsedSeconds, primalObjective, dualityGap }: Progress): void => {
    trace.push({ seconds: elapsedSeconds, objective: primalObjective, gap: dualityGap });
  };
  return { trace, onProgress };
}
