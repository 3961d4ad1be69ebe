import * as fc from "fast-check";
import {
  arrangementFromGates,
  coneDecomposition,
  enumerateArrangement,
  exactReluProgram,
  fista,
  gatedReluProgram,
  generateGates,
  hinge,
  huber,
  iterativeReweighting,
  type Loss,
  lambdaMax,
  logistic,
  ntkWeights,
  quantile,
  sampleArrangement,
  solve,
  squared,
  verifyCertificate,
  workingSet,
} from "halfspace";
import { inForm, oddTable } from "../odd-tables.js";
import { answerOf, isSame, kept, must, type Target } from "../target.js";

interface Given {
  readonly rows: number[][];
  readonly targets: number[];
  readonly form: number;
  readonly gates: "enumerate" | "sample" | "given";
  readonly count: number;
  readonly seed: number;
  readonly loss: Loss;
  readonly fraction: number;
  readonly way: "working-set" | "fista" | "irls" | "exact" | "generate" | "decompose";
}

const given: fc.Arbitrary<Given> = oddTable(9, 3).chain(({ rows, signal }) =>
  fc.record({
    rows: fc.constant(rows),
    targets: fc.constantFrom(
      signal,
      signal.map((value) => (value > 0 ? 1 : -1)),
      signal.slice(1),
      signal.map(() => 0),
    ),
    form: fc.nat(2),
    gates: fc.constantFrom("enumerate", "sample", "given"),
    count: fc.constantFrom(1, 4, 12, 0, -3, 0.5),
    seed: fc.constantFrom(1, 2, 0, -1, 2 ** 53),
    loss: fc.constantFrom<Loss>(squared(), squared(), logistic(), huber(), hinge(), quantile()),
    fraction: fc.constantFrom(0.5, 0.1, 1e-3, 1e-12, 1, 2, 0, -1, Number.NaN),
    way: fc.constantFrom("working-set", "working-set", "fista", "irls", "exact", "generate", "decompose"),
  }),
);

/** Programs stated by hand, their solvers and certificates, on odd tables. */
export const programs: Target<Given> = {
  name: "programs",
  share: 2,
  input: given,
  async run({ rows, targets, form, gates, count, seed, loss, fraction, way }, call) {
    const inputs = inForm(rows, form);
    const before = kept({ inputs, targets });
    await answerOf(async () => {
      const arrangement = call(() => {
        if (gates === "enumerate") return enumerateArrangement(inputs, { maxMasks: 200 });
        if (gates === "sample") return sampleArrangement(inputs, { count, seed });
        return arrangementFromGates(
          inputs,
          rows[0].map((_, k) => [k - 0.5, 1, -1]),
        );
      });
      call(() => ntkWeights(arrangement, { samples: 100 } as never));
      const budget = { timeLimit: 4, tolerance: 1e-4 };
      if (way === "generate") {
        const found = await call(() => generateGates({ inputs, targets, lambda: fraction, ...budget }));
        must(found.certificate.relativeGap >= 0, "a negative gap of generated gates");
        return;
      }
      const trial = call(() => gatedReluProgram({ inputs, targets, arrangement, lambda: 1, loss }));
      const lambda = fraction * call(() => lambdaMax(trial));
      if (way === "exact") {
        const program = call(() => exactReluProgram({ inputs, targets, arrangement, lambda }));
        const solution = await call(() => solve(program, budget));
        must(solution.certificate.relativeGap >= 0, "a negative gap of the exact program");
        return;
      }
      const program = call(() => gatedReluProgram({ inputs, targets, arrangement, lambda, loss }));
      const solver = { "working-set": workingSet, fista, irls: iterativeReweighting, decompose: workingSet }[way]();
      const solution = await call(() => solve(program as never, { ...budget, solver } as never));
      const { certificate } = solution;
      must(
        certificate.relativeGap >= 0 && !Number.isNaN(certificate.relativeGap),
        `a gap of ${certificate.relativeGap}`,
      );
      const found = call(() => verifyCertificate(program as never, certificate));
      must(
        found.verified,
        `a certificate as made is not verified: ${JSON.stringify({ ...certificate, dualPoint: 0, primalPoint: 0 })} against ${JSON.stringify(found)}`,
      );
      if (way === "decompose") call(() => coneDecomposition({ program, point: certificate.primalPoint } as never));
    });
    must(isSame({ inputs, targets }, before), "a program changed what it was given");
  },
};
