import { descentRate, linearise, linearisedDescent } from "halfspace/theory";
import { describe, expect, it } from "vitest";
import { spherePoints } from "./linearised-widths.js";

describe("Remark 12.4", () => {
  it.each([
    [10, 5, 200],
    [20, 10, 500],
  ])(
    "gradient descent on g_θ loses a constant factor a step, that of the spectrum (n = %s, d = %s, m = %s)",
    (n, d, width) => {
      const { inputs, targets } = spherePoints(n, d, 3);
      const linearisation = linearise({ inputs, width });
      const losses: number[] = [];
      for (const { loss } of linearisedDescent(linearisation, targets, { steps: 200 })) losses.push(loss);
      const last = losses.findIndex((loss) => loss < 1e-18 * losses[0]);
      const end = last < 0 ? losses.length - 1 : last;
      const begin = Math.floor(end / 2);
      const measured = Math.log(losses[end] / losses[begin]) / (2 * (end - begin));
      expect(measured / Math.log(descentRate(linearisation).factor)).toBeGreaterThan(0.95);
      expect(measured / Math.log(descentRate(linearisation).factor)).toBeLessThan(1.05);
    },
  );
});
