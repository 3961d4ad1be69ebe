import * as fc from "fast-check";
import { toJavaScriptModule, toOnnx } from "halfspace";
import * as runtime from "onnxruntime-node";
import { smallModels } from "../models.js";
import { must, type Target } from "../target.js";

interface Given {
  readonly place: number;
  readonly rows: number[][];
}

/** Every network against its ONNX file in onnxruntime and its JavaScript module, on odd rows. */
export async function exports(): Promise<Target<Given>> {
  const models = await Promise.all((await smallModels()).map(opened));
  const input = fc.nat(models.length - 1).chain((place) => {
    const { width } = models[place];
    const value = fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom(0, 1e-9, 1e6, -1e12));
    const row = fc.array(value, { minLength: width, maxLength: width });
    return fc.record({ place: fc.constant(place), rows: fc.array(row, { minLength: 1, maxLength: 8 }) });
  });
  return {
    name: "exports",
    share: 3,
    input,
    async run({ place, rows }, call) {
      const { kind, model, session, predict, width, isStep } = models[place];
      const expected = call(() => model.network.predict(rows));
      must(!expected.some(Number.isNaN), "a prediction that is no number");
      const inputs = new runtime.Tensor("float64", Float64Array.from(rows.flat()), [rows.length, width]);
      const { output } = await call(() => session.run({ input: inputs }));
      const said = call(() => predict(rows)).flat();
      const largest = Math.max(1, ...rows.flat().map(Math.abs), ...expected.filter(Number.isFinite).map(Math.abs));
      // A step moves by its whole height where a row lies on its edge, up to rounding.
      if (isStep) return;
      expected.forEach((value, k) => {
        // The rate of counts grows beyond the doubles.
        if (!Number.isFinite(value)) return;
        const [onnx, module] = [Number((output.data as Float64Array)[k]), said[k]];
        must(Math.abs(onnx - value) <= 1e-9 * largest, `${kind}: ${value} here, ${onnx} in ONNX`);
        must(Math.abs(module - value) <= 1e-9 * largest, `${kind}: ${value} here, ${module} in the module`);
      });
    },
  };
}

async function opened({ kind, model, inputs }: Awaited<ReturnType<typeof smallModels>>[number]) {
  const session = await runtime.InferenceSession.create(toOnnx(model as never, { precision: "double" }));
  const text = toJavaScriptModule(model as never);
  const { predict } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
    predict: (rows: number[][]) => number[][];
  };
  const [first] = inputs as readonly ArrayLike<number>[];
  const isStep = kind.includes("threshold");
  return { kind, model, session, predict, width: first.length, isStep };
}
