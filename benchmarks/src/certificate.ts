import { gatedReluProgram, solve } from "halfspace";
import { certify } from "halfspace/programs";
import type { Benchmark } from "./benchmark.js";
import { inTurns, row } from "./measure.js";
import { randomProblem, referenceProblem } from "./problems.js";
import type { Row } from "./report.js";

/**
 * What the proof costs: the certificate of a solution, recomputed with every rounding counted, beside the whole solve, which ends with one. The
 * ratio is the share of the time that would be saved if the solver were believed.
 */
export const certificate: Benchmark = async ({ tiny, runs = 7 }) => {
  const rows: Row[] = [];
  for (const { name, lambda, tolerance, ...problem } of problems(tiny)) {
    const program = gatedReluProgram({ ...problem, lambda });
    const { point, certificate: proved, status } = await solve(program, { tolerance });
    const [own, whole] = await inTurns(
      [
        { name: "", run: () => void certify(program, point, proved.dualPoint) },
        { name: "solve", run: () => solve(program, { tolerance }) },
      ],
      tiny ? 1 : runs,
      1,
    );
    rows.push(row(name, own, "solve", whole, `${status}, gap ${proved.relativeGap.toExponential(1)}`));
    program.operator.dispose();
  }
  return rows;
};

/** The reference problems where they are at hand, and one made from a seed. */
function problems(tiny: boolean) {
  const [n, d, p] = tiny ? [60, 4, 30] : [1000, 20, 1000];
  const made = { name: `n=${n} d=${d} p=${p}`, ...randomProblem(n, d, p), lambdaMax: 100 };
  const references = tiny
    ? []
    : (["a1", "b"] as const).flatMap((name) => {
        const problem = referenceProblem(name);
        return problem ? [{ name, ...problem }] : [];
      });
  return [...references, made].flatMap(({ name, inputs, targets, arrangement, lambdaMax }) =>
    [1e-6, 1e-9].map((tolerance) => ({
      ...{ inputs, targets, arrangement, tolerance },
      name: `${name}, to ${tolerance}`,
      lambda: 0.01 * lambdaMax,
    })),
  );
}
