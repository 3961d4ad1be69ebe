// Fits one random problem and prints what it took, as one line of JSON. Run by scale.ts in a process of its own: node scale-fit.js N D P FRACTION TOLERANCE
import { type GatedReluProgram, solve, workingSet } from "halfspace";
import { programOf, randomProblem } from "./problems.js";

type Operator = GatedReluProgram["operator"];

/** What one fit took. */
export interface FitTaken {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly status: string;
  readonly pricingPasses: number;
  readonly activeGates: number;
  readonly gap: number;
  /** Largest resident memory of the process. */
  readonly kilobytes: number;
  /** Masked products; one over a part of the rows counts as that part. */
  readonly products: number;
}

const [n, d, p, fraction, tolerance] = process.argv.slice(2).map(Number);
let products = 0;

function countProducts(operator: Operator, part: number): void {
  for (const name of ["forward", "transpose"] as const) {
    const product = operator[name].bind(operator) as (...values: Parameters<Operator[typeof name]>) => void;
    Object.assign(operator, {
      [name]: (...values: Parameters<Operator[typeof name]>) => {
        product(...values);
        products += part;
      },
    });
  }
  const restrict = operator.onRowGroups?.bind(operator);
  if (!restrict) return;
  const onRowGroups: typeof restrict = (groups) => {
    const sample = restrict(groups);
    countProducts(sample as Operator, (64 * groups.length) / n);
    return sample;
  };
  Object.assign(operator, { onRowGroups });
}

const prepared = randomProblem(n, d, p);
const start = performance.now();
const used = process.cpuUsage();
const program = programOf(prepared, fraction);
countProducts(program.operator, 1);
const solution = await solve(program, { solver: workingSet(), tolerance, timeLimit: 120 });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(used);
const { status, pricingPasses, activeGates, certificate } = solution;
const kilobytes = process.resourceUsage().maxRSS;
const taken: FitTaken = {
  ...{ seconds, processorSeconds: (user + system) / 1e6, status, pricingPasses, activeGates },
  ...{ gap: certificate.relativeGap, kilobytes, products },
};
console.log(JSON.stringify(taken));
