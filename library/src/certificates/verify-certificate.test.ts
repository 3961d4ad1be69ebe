import { describe, expect, it } from "vitest";
import { arrangementFromGates } from "../arrangements/arrangement.js";
import { enumerateArrangement } from "../arrangements/enumerate.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { reluNetwork } from "../networks/relu.js";
import { gatedReluProgram } from "../programs/gated-relu.js";
import { networkTraining } from "../programs/network-training.js";
import { randomGenerator } from "../random/generator.js";
import { certify } from "./certificate.js";
import { certifyNetwork } from "./network-certificate.js";
import type { Certificate } from "./records.js";
import { verifyCertificate } from "./verify-certificate.js";

const random = randomGenerator(6);
const x = matrix(8, 3, random.gaussians(24));
const targets = random.gaussians(8);
const all = enumerateArrangement(x);

const programOn = (inputs: Matrix, arrangement: typeof all) =>
  gatedReluProgram({ inputs, targets: targets.slice(0, inputs.rows), arrangement, lambda: 0.5 });
const point = { which: Int32Array.of(1, 4), blocks: Float64Array.of(0.1, 0.2, -0.1, 0, 0.3, 0.1) };
const program = programOn(x, all);
const honest = certify(program, point);
const judged = (change: Partial<Certificate>) => verifyCertificate(program, { ...honest, ...change }).verified;

describe("a certificate of convex programs", () => {
  it("says complete where exact arithmetic proves it, and nowhere else, whatever the program says", () => {
    expect(honest.coverage).toBe("complete");
    expect(judged({})).toBe(true);
    const gates = matrix(
      3,
      10,
      all.gates.values.filter((_, at) => at % all.maskCount < 10),
    );
    const fewer = programOn(x, arrangementFromGates(x, gates, "complete"));
    const claimed = certify(fewer, point);
    expect(claimed.coverage).toBe("sampled");
    expect(verifyCertificate(fewer, claimed).verified).toBe(true);
    expect(verifyCertificate(fewer, { ...claimed, coverage: "complete" }).verified).toBe(false);
  });

  it("says sampled of an enumeration that merged rows which are parallel but for rounding", () => {
    const thin = matrix(2, 2, Float64Array.of(1, 1 / 3, 3, 1));
    const one = { which: Int32Array.of(0), blocks: Float64Array.of(0.1, 0.2) };
    expect(certify(programOn(thin, enumerateArrangement(thin)), one).coverage).toBe("sampled");
  });

  it("is refused with evidence of another size, padded, twice or out of order, not finite, or with negative gaps", () => {
    const { primalPoint, dualPoint, maskCount } = honest;
    const { which, blocks } = primalPoint;
    expect(judged({ dualPoint: Float64Array.from([...dualPoint, 0]) })).toBe(false);
    expect(judged({ dualPoint: dualPoint.slice(0, 7) })).toBe(false);
    expect(judged({ dualPoint: dualPoint.map((value, k) => (k === 0 ? Number.NaN : value)) })).toBe(false);
    for (const wrong of [[1], [1, 4, 5], [4, 1], [1, 1], [1, all.maskCount], [-1, 4]]) {
      expect(judged({ primalPoint: { which: Int32Array.from(wrong), blocks } })).toBe(false);
    }
    expect(judged({ primalPoint: { which, blocks: Float64Array.from([...blocks, 0, 0, 0]) } })).toBe(false);
    expect(judged({ dualityGap: -1, relativeGap: -1 })).toBe(false);
    expect(judged({ relativeGap: -1e-300 })).toBe(false);
    expect(judged({ maskCount: maskCount + 1 })).toBe(false);
  });

  it("of a network too", () => {
    const problem = networkTraining({ inputs: x, targets, lambda: 0.5 });
    const network = reluNetwork(matrix(1, 3, Float64Array.of(0.3, 0.1, -0.2)), matrix(1, 1, Float64Array.of(0.4)));
    const claimed = certifyNetwork(problem, network);
    expect(claimed.coverage).toBe("complete");
    expect(verifyCertificate(problem, claimed).verified).toBe(true);
    const padded = Float64Array.from([...claimed.dualPoint, 0]);
    expect(verifyCertificate(problem, { ...claimed, dualPoint: padded }).verified).toBe(false);
    expect(verifyCertificate(problem, { ...claimed, maskCount: 2 }).verified).toBe(false);
    expect(verifyCertificate(problem, { ...claimed, dualityGap: -1 }).verified).toBe(false);
  });
});
