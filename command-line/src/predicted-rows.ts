import { setImmediate as turn } from "node:timers/promises";
import { type AnyModel, type Matrix, matrix } from "halfspace";

/** Rows of the first part; the parts grow while they are quick. */
const firstRows = 64;
/** Milliseconds after which Ctrl-C is listened for. */
const quick = 30;

/**
 * A model that knows what it predicts for these tables. They are predicted in parts, between which Ctrl-C is heard: a kernel takes seconds for
 * many rows. A row is predicted by itself, so the parts change no bit.
 * @returns the same model; its network looks the tables up, and predicts all others as before
 * @throws the signal's reason once it is aborted
 */
export async function knowing<Model extends Pick<AnyModel, "network">>(
  model: Model,
  tables: readonly Matrix[],
  signal: AbortSignal,
): Promise<Model> {
  const { network } = model;
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
  let count = firstRows;
  for (let first = 0; first < rows; ) {
    const last = Math.min(rows, first + count);
    const begin = performance.now();
    const part = matrix(last - first, columns, values.subarray(first * columns, last * columns));
    predictions.set(network.predict(part), first * outputCount);
    if (performance.now() - begin < quick) count *= 2;
    first = last;
    await turn();
    signal.throwIfAborted();
  }
  return predictions;
}
