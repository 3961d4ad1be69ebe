import { randomGenerator } from "halfspace";
import { gaussianNormTail } from "halfspace/theory";
import { describe, expect, it } from "vitest";

const spectra = {
  "one dimension": [1],
  "equal eigenvalues": [1, 1, 1, 1, 1, 1, 1, 1],
  "one dominant eigenvalue": [100, 1, 0.5, 0.01],
  geometric: [1, 0.5, 0.25, 0.125],
};

describe("Lemma A.1", () => {
  it.each(Object.entries(spectra))("P[‖z‖ > r] ≤ 2 exp(−r²/(2 tr Σ)): %s", (_, values) => {
    const draws = 20_000;
    const random = randomGenerator(5);
    const trace = values.reduce((a, b) => a + b, 0);
    const norms = Array.from({ length: draws }, () =>
      Math.sqrt(values.reduce((sum, value) => sum + value * random.gaussian() ** 2, 0)),
    );
    for (let r = 0.25; r <= 3.5; r += 0.25) {
      const radius = r * Math.sqrt(trace);
      const share = norms.filter((norm) => norm > radius).length / draws;
      const bound = gaussianNormTail(radius, trace);
      expect(share).toBeLessThanOrEqual(bound + 4 * Math.sqrt(Math.min(bound, 0.25) / draws));
    }
  });
});
