import { execFileSync } from "node:child_process";
import type { Benchmark } from "./benchmark.js";
import type { Row } from "./report.js";

/** Peak memory of a whole process past Node's own while it prices and multiplies at scale, over the size of the table alone. */
export const memory: Benchmark = async ({ tiny }) => {
  const shapes = tiny
    ? [[2000, 5, 50]]
    : [
        [50_000, 20, 2000],
        [500_000, 20, 1000],
      ];
  const bare = peak("");
  return shapes.map(([n, d, p]): Row => {
    const { bytes, seconds } = peak(products(n, d, p));
    const megabytes = (bytes - bare.bytes) / 1e6;
    const table = (n * d * 8) / 1e6;
    return {
      case: `masked products n=${n} d=${d} p=${p}`,
      seconds,
      leastSeconds: seconds,
      reference: "size of the table",
      referenceSeconds: null,
      ratio: megabytes / table,
      note: `${Math.round(megabytes)} MB past bare Node; the table is ${Math.round(table)} MB, its masks ${Math.round((n * p) / 8e6)} MB`,
    };
  });
};

function products(n: number, d: number, p: number): string {
  return `
    const { currentBackend } = await import("halfspace/numerics");
    const inputs = new Float64Array(${n * d});
    for (let k = 0; k < inputs.length; k++) inputs[k] = Math.sin(k * 1.37) + Math.sin(k * 0.71);
    const gates = Float64Array.from({ length: ${d * p} }, (_, k) => Math.sin(k * 2.11) - Math.sin(k * 0.37));
    const masks = currentBackend().packMasks(inputs, ${n}, ${d}, gates, ${p});
    const products = currentBackend().maskedProducts(inputs, ${n}, ${d}, masks, ${p});
    const z = new Float64Array(${n}).fill(1);
    const which = Int32Array.from({ length: ${Math.min(p, 300)} }, (_, a) => a);
    const blocks = new Float64Array(which.length * ${d}).fill(1);
    for (let pass = 0; pass < 3; pass++) {
      products.norms(z, 1, new Float64Array(${p}));
      products.forward(blocks, 1, which, z);
      products.transpose(z, 1, which, blocks);
    }
  `;
}

function peak(code: string): { bytes: number; seconds: number } {
  const source = `${code}\nconsole.log(process.resourceUsage().maxRSS);`;
  const start = performance.now();
  const kilobytes = execFileSync(process.execPath, ["--input-type=module", "--eval", source], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  return { bytes: Number(kilobytes) * 1024, seconds: (performance.now() - start) / 1000 };
}
