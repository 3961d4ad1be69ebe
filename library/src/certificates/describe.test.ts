import { describe, expect, it } from "vitest";
import { describeCertificate } from "./describe.js";

describe("a certificate in words", () => {
  it("names what it covers and what it does not", () => {
    const words = describeCertificate({ relativeGap: 2.2e-7, coverage: "sampled", maskCount: 1000 });
    expect(words).toBe("optimal to 3e-7 for these 1000 sampled gates; says nothing of other gates");
    expect(describeCertificate({ relativeGap: 0, coverage: "generated", maskCount: 9 })).toContain(
      "nothing of other gates",
    );
  });

  it("speaks of all gates only when the arrangement is complete", () => {
    const words = describeCertificate({ relativeGap: 1e-9, coverage: "complete", maskCount: 10 });
    expect(words).toBe("optimal to 1e-9 over all 10 gate patterns of this table (a complete arrangement)");
  });

  it("never makes a gap look smaller than it is", () => {
    const words = (relativeGap: number) => describeCertificate({ relativeGap, coverage: "sampled", maskCount: 1 });
    for (const [gap, shown] of [
      [9.4e-8, "1e-7"],
      [9e-8, "9e-8"],
      [1.01e-6, "2e-6"],
      [0, "1e-15"],
      [0.01, "1e-2"],
    ]) {
      expect(words(gap as number)).toContain(`optimal to ${shown} for`);
    }
  });

  it("does not call a wide gap optimal", () => {
    const words = describeCertificate({ relativeGap: 0.412, coverage: "sampled", maskCount: 5 });
    expect(words).toBe("not solved: within 42 % of the optimum for these 5 sampled gates; says nothing of other gates");
  });
});
