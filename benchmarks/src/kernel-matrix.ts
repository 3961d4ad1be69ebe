import { matrix, neuralTangentKernel } from "halfspace";
import { gaussianKernel } from "halfspace/kernels";
import { javascriptBackend, wasmBackend } from "halfspace/numerics";
import type { Benchmark } from "./benchmark.js";
import { compare, values } from "./measure.js";
import type { Row } from "./report.js";
import { useThreads } from "./threads.js";

/** K(η) = Σ_a η_aD_aXXᵀD_a for 300 gates, and the NTK and Gaussian kernel matrices, against their plain-JavaScript twins. */
export const kernelMatrix: Benchmark = async ({ tiny }) => {
  await useThreads(1);
  const rows: Row[] = [];
  const turns = tiny ? 1 : 5;
  for (const [n, d, count] of tiny
    ? [[90, 5, 20]]
    : [
        [1000, 50, 300],
        [2000, 20, 300],
      ]) {
    const x = values(n * d, 1);
    const packed = wasmBackend().packMasks(x, n, d, values(d * count, 2), count);
    const gates = Int32Array.from({ length: count }, (_, a) => a);
    const weights = values(count, 3).map(Math.abs);
    const out = new Float64Array(n * n);
    const contenders = [wasmBackend(), javascriptBackend()].map((backend) => {
      const products = backend.maskedProducts(x, n, d, packed, count);
      return { name: "plain JavaScript", run: () => products.weightedGram(weights, gates, out) };
    });
    rows.push(...(await compare(`weighted masking kernel n=${n} d=${d} gates=${count}`, contenders, turns, 1)));
    const table = matrix(n, d, x);
    const kernels: [string, () => void, () => void][] = [
      ["NTK", () => void neuralTangentKernel(table), () => javascriptBackend().ntkMatrix(table, table, out)],
      [
        "Gaussian",
        () => void gaussianKernel(1)(table),
        () => javascriptBackend().gaussianMatrix(table, table, 0.5, out),
      ],
    ];
    for (const [name, ours, script] of kernels) {
      const pair = [
        { name: "", run: ours },
        { name: "plain JavaScript", run: script },
      ];
      rows.push(...(await compare(`${name} n=${n} d=${d}`, pair, turns, 1)));
    }
  }
  return rows;
};
