import { toJavaScriptModule, toModelFile, toOnnx, train } from "halfspace";
import { type InnerNetwork, rawNetwork } from "halfspace/networks";
import { featureCount } from "../problems/problem.js";
import type { Workbench } from "../workbench/workbench.js";
import type { NetworkFormat } from "./network-format.js";

/** The network over raw inputs as a file for other programs. */
export function networkFile(
  bench: Workbench,
  network: InnerNetwork,
  format: Exclude<NetworkFormat, "model">,
): Uint8Array | string {
  const columns = featureCount(bench.problem);
  const map = { shift: new Float64Array(columns), factor: new Float64Array(columns).fill(1), bias: true };
  const outputs = { shift: new Float64Array(1), scale: new Float64Array(1).fill(1) };
  const labels = bench.problem.kind === "plane" ? ["hollow", "filled"] : null;
  const exported = { network: rawNetwork(network, { columns: map, outputs }), labels };
  const names = columns === 1 ? ["x"] : ["x1", "x2"];
  return format === "onnx" ? toOnnx(exported, { columnNames: names }) : toJavaScriptModule(exported, names);
}

/** The model file of the same program, which `halfspace verify` can check against the rows. */
export async function modelFile(
  { problem, arrangement, program }: Workbench,
  kind: "relu" | "gated-relu",
): Promise<string> {
  const columns = featureCount(problem);
  const { targets } = problem;
  const result = await train({
    inputs: { rows: targets.length, columns, values: problem.inputs },
    ...(problem.kind === "plane"
      ? { targets: Array.from(targets, (value) => (value > 0 ? "filled" : "hollow")), labels: ["hollow", "filled"] }
      : { targets }),
    model: kind,
    gates: kind === "relu" && arrangement.coverage === "complete" ? "complete" : arrangement.gates,
    standardise: false,
    standardiseTargets: false,
    lambda: program.lambda,
    tolerance: 1e-7,
  });
  return toModelFile(result);
}
