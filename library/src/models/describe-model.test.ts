import { describe, expect, it } from "vitest";
import { describeModel } from "./describe-model.js";
import type { CertificateSummary } from "./model-facts.js";

const numbers = { primalObjective: 1, dualObjective: 1, dualityGap: 0, relativeGap: 1e-7, maxConeViolation: 0 };
const sampled: CertificateSummary = { ...numbers, program: "gated-relu", coverage: "sampled", maskCount: 90 };
const generated: CertificateSummary = {
  ...{ ...numbers, program: "relu-network", coverage: "generated", maskCount: 9, starts: 200, largestViolation: 0 },
};

describe("a model in words", () => {
  it("says of other gates what fresh ones told, and else that nothing is known", () => {
    expect(describeModel({ certificate: sampled })).toBe(
      "optimal to 1e-7 for these 90 sampled gates; says nothing of other gates",
    );
    const freshGates = { count: 100, draw: 0, trained: 90, violating: 3, confidence: 0.95 };
    expect(
      describeModel({ certificate: sampled, freshGates: { ...freshGates, shareAbove: 0.07579, relativeGap: 0.02001 } }),
    ).toBe(
      "optimal to 1e-7 for these 90 sampled gates; within 2.1 % of the best over 190 gates, 100 of them fresh; fewer than 7.6 % of further gates could lower the objective by more than the certified gap, with 95 % confidence",
    );
  });

  it("says of all networks what is proved, and in one sentence where that is of no use", () => {
    const allNetworks = { dualObjective: 0.99, relativeGap: 0.00991 };
    expect(describeModel({ certificate: generated, allNetworks })).toBe(
      "no ReLU network of any width is more than 1 % better (9 generated neurons); a search from 200 starts found nothing to improve",
    );
    expect(describeModel({ certificate: generated })).toBe(
      "not certified against all networks (9 generated neurons): a search from 200 starts found nothing to improve; no bound over all networks is proved that leaves less than half of the objective open",
    );
    expect(describeModel({ certificate: { ...generated, coverage: "complete" } })).toBe(
      "globally optimal to 1e-7: no ReLU network of any width has a lower objective by more (9 neurons)",
    );
  });
});
