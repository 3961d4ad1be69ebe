// Keep a model, read it again, and hand it to other programs
import {
  fromModelFile,
  type ModelOptions,
  type ModelSummary,
  shapeSummary,
  summariseModel,
  toJavaScriptModule,
  toModelFile,
  toOnnx,
  train,
} from "halfspace";

const inputs = Array.from({ length: 30 }, (_, row) => [row / 10, (row * 7) % 5]);
const targets = inputs.map(([first, second]) => Math.abs(first - 1) * second);
const result = await train({ inputs, targets, gates: 30, lambdaFraction: 0.01 });

const text = toModelFile(result, { table: { note: "kept as it is" } });
const model = fromModelFile(text);
// The same bits as before.
console.log(model.network.predict(inputs).join() === result.network.predict(inputs).join()); // → true
const asked: ModelOptions = model.options;
console.log(asked.gates, asked.seed); // → 30 1
const summary: ModelSummary = summariseModel(model);
console.log(`${summary.model}, ${summary.sampleCount} rows`); // → gated-relu, 30 rows
console.log(shapeSummary(undefined).layers); // → 2

// A module without dependencies, and a graph for the ONNX runtime.
const module = toJavaScriptModule(model, ["first", "second"]);
console.log(module.includes("export function predict")); // → true
console.log(toOnnx(model, { precision: "double" }).length > 500); // → true
