import { describe, expect, it } from "vitest";
import { dot, norm } from "../../linear-algebra/vectors.js";
import { randomGenerator } from "../../random/generator.js";
import { proximalBlock, stepLength } from "./block-step.js";

const random = randomGenerator(4);
const positive = (length: number) => random.gaussians(length).map((value) => value * value + 1e-3);

describe("the step of one block", () => {
  it("solves its own problem: gradient zero where the block is not, and no gradient above λ where it is", () => {
    for (let trial = 0; trial < 300; trial++) {
      const size = 1 + random.integer(12);
      const [gradient, block, metric] = [random.gaussians(size), random.gaussians(size), positive(size)];
      const lambda = 3 * random.uniform();
      const next = proximalBlock(gradient, metric, block, lambda);
      const length = norm(next);
      const left = gradient.map((value, i) => value - metric[i] * (next[i] - block[i]));
      if (length === 0) expect(norm(left)).toBeLessThanOrEqual(lambda * (1 + 1e-12));
      else expect(norm(left.map((value, i) => value - (lambda * next[i]) / length))).toBeLessThan(1e-8);
    }
  });

  it("is as long as makes the model least, by comparison with many lengths", () => {
    for (let trial = 0; trial < 200; trial++) {
      const size = 1 + random.integer(6);
      const [gradient, block] = [
        random.gaussians(size),
        trial % 3 === 0 ? new Float64Array(size) : random.gaussians(size),
      ];
      const metric = positive(size);
      const lambda = random.uniform();
      const next = proximalBlock(gradient, metric, block, lambda);
      const step = next.map((value, i) => value - block[i]);
      if (norm(step) === 0) continue;
      const curvature = 5 * random.uniform() * dot(step, step);
      const toZero = norm(next) === 0;
      const value = (t: number) =>
        -t * dot(gradient, step) + 0.5 * t * t * curvature + lambda * norm(block.map((w, i) => w + t * step[i]));
      const t = stepLength({ gradient, block, step }, { curvature, lambda, toZero });
      expect(t).toBeGreaterThanOrEqual(0);
      if (toZero) expect(t).toBeLessThanOrEqual(1);
      for (let k = 0; k <= 40; k++) {
        const other = toZero ? k / 40 : (2 * t * k) / 40;
        expect(value(t)).toBeLessThanOrEqual(value(other) + 1e-8 * (1 + Math.abs(value(other))));
      }
    }
  });
});
