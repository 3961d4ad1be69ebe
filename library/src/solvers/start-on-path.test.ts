import { describe, expect, it } from "vitest";
import { startOnPath } from "./start-on-path.js";

const at = (lambda: number, blocks: Record<number, readonly number[]>) => ({
  lambda,
  point: {
    which: Int32Array.from(Object.keys(blocks), Number),
    blocks: Float64Array.from(Object.values(blocks).flat()),
  },
});
const group = (lambda: number) => ({ form: "group", lambda }) as const;

describe("startOnPath", () => {
  it("is the solution itself where the path is straight", () => {
    const on = (lambda: number) => at(lambda, { 2: [5 - lambda, 1], 7: [-6 + lambda, 3 * lambda + 1] });
    expect(startOnPath(group(1), on(2), on(4))).toEqual(on(1).point);
  });

  it("takes a block that entered in the last step as one that was zero before", () => {
    const start = startOnPath(group(1), at(2, { 3: [4] }), at(3, { 1: [1] }));
    expect([...start.which]).toEqual([3]);
    expect([...start.blocks]).toEqual([8]);
  });

  it("leaves out a block that would turn around", () => {
    const start = startOnPath(group(1), at(2, { 1: [1, 0], 4: [2, 2] }), at(3, { 1: [3, 0], 4: [2, 2] }));
    expect([...start.which]).toEqual([4]);
  });

  it("is the nearest solution alone, where that is all there is, after a longer step, and for powers of the norm", () => {
    const [near, far] = [at(2, { 1: [1] }), at(3, { 1: [0.5] })];
    expect(startOnPath(group(1), near, undefined)).toBe(near.point);
    expect(startOnPath(group(0.5), near, far)).toBe(near.point);
    expect(startOnPath({ form: "power", lambda: 1.5 }, near, far)).toBe(near.point);
    expect(startOnPath(group(1), at(2, {}), far).which).toHaveLength(0);
  });
});
