import { setImmediate as turn } from "node:timers/promises";
import { type AnyModel, type Matrix, matrix } from "halfspace";

/** Rows of a part. It never depends on the clock: the last bits of a prediction may depend on how many rows are predicted together. */
const partRows = 500;

/**
 * A model that knows what it predicts for these tables. Kernels take seconds for many rows: they predict in parts,
 * between which Ctrl-C is heard.
 * @returns the same model; its network looks the tables up, and predicts all others as before
 * @throws the signal's reason once it is aborted
 */
export async function knowing<Model extends Pick<AnyModel, "network" | "kind">>(
  model: Model,
  tables: readonly Matrix[],
  signal: AbortSignal,
): Promise<Model> {
  const { network, kind } = model;
  if (kind !== "kernel" && kind !== "average") return model;
  const known = new Map<unknown, Float64Array>();
  for (const table of tables) known.set(table, await predictedInParts(network, table, signal));
  const predict: typeof network.predict = (inputs) => known.get(inputs)?.slice() ?? network.predict(inputs);
  return { ...model, network: { ...network, predict } };
}

async function predictedInParts(
  network: AnyModel["network"],
  { rows, columns, values }: Matrix,
  signal: AbortSignal,
): Promise<Float64Array> {
  const { outputCount } = network;
  const predictions = new Float64Array(rows * outputCount);
  for (let first = 0; first < rows; first += partRows) {
    const last = Math.min(rows, first + partRows);
    const part = matrix(last - first, columns, values.subarray(first * columns, last * columns));
    predictions.set(network.predict(part), first * outputCount);
    await turn();
    signal.throwIfAborted();
  }
  return predictions;
}
