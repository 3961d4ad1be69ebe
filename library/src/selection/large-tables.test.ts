import { describe, expect, it } from "vitest";
import { readSelection } from "../options/select-options.js";
import type { NystromKernel } from "./families/nystrom-family.js";
import { affordableKernels, isLarge } from "./large-tables.js";

const rows = 5000;
const inputs = { rows, columns: 3, values: new Float64Array(3 * rows).map((_, k) => Math.sin(k)) };
const { table } = readSelection({ inputs, targets: inputs.values.slice(0, rows) });
const kernels: NystromKernel[] = ["first", "second", "third"].map((name) => ({
  ...{ family: "learned-metric", name, kernel: { kind: "laplace", bandwidth: 1 } },
  metric: [0.1, 0.1],
}));
const at = (speed: number, left = 100) =>
  affordableKernels(kernels, table, { secondsOf: (operations) => operations / speed, left });

describe("kernels that a large table affords", () => {
  it("are all of them over the most centres without a limit", () => {
    expect(isLarge(table)).toBe(true);
    expect(at(1e9, Number.POSITIVE_INFINITY)).toEqual({ kernels, count: 2000 });
  });

  it("are fewer over fewer centres the slower the machine is, in their order, and none in the end", () => {
    const found = [1e12, 3e9, 1e9, 3e8, 1e8, 1e6].map((speed) => at(speed));
    for (const { kernels: kept } of found) expect(kept).toEqual(kernels.slice(0, kept.length));
    const worth = found.map(({ kernels: kept, count }) => kept.length * count);
    expect(worth).toEqual([...worth].sort((a, b) => b - a));
    expect(found[0]).toEqual({ kernels, count: 2000 });
    expect(found.at(-1)?.kernels).toEqual([]);
  });
});
