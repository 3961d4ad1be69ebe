import { execFileSync } from "node:child_process";
import type { Benchmark } from "./benchmark.js";
import type { Row } from "./report.js";

/** Many rows: each fit in a process of its own, whose peak memory is read at its end. */
export const scale: Benchmark = async ({ tiny }) => {
  const cases: [n: number, d: number, p: number, fraction: number, tolerance: number][] = tiny
    ? [[300, 4, 40, 0.1, 1e-4]]
    : [
        [50_000, 20, 2000, 0.1, 1e-6],
        [50_000, 20, 2000, 0.01, 1e-6],
        [500_000, 20, 1000, 0.1, 1e-4],
      ];
  const bare = Number(node("console.log(process.resourceUsage().maxRSS)"));
  return cases.map(([n, d, p, fraction, tolerance]): Row => {
    const code = `
      import { solve, workingSet } from "halfspace";
      import { programOf, randomProblem } from ${JSON.stringify(new URL("problems.js", import.meta.url).href)};
      const prepared = randomProblem(${n}, ${d}, ${p});
      const start = performance.now();
      const used = process.cpuUsage();
      const program = programOf(prepared, ${fraction});
      let products = 0;
      countProducts(program.operator, 1);
      const solution = await solve(program, { solver: workingSet(), tolerance: ${tolerance}, timeLimit: 120 });
      const seconds = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(used);
      const { status, pricingPasses, activeGates, certificate } = solution;
      const kilobytes = process.resourceUsage().maxRSS;
      console.log(JSON.stringify({ seconds, status, pricingPasses, activeGates, gap: certificate.relativeGap, kilobytes, products, processorSeconds: (user + system) / 1e6 }));
      function countProducts(operator, part) {
        for (const name of ["forward", "transpose"]) {
          const product = operator[name];
          operator[name] = (...values) => {
            product(...values);
            products += part;
          };
        }
        const restrict = operator.onRowGroups;
        if (!restrict) return;
        operator.onRowGroups = (groups) => {
          const sample = restrict(groups);
          countProducts(sample, (64 * groups.length) / ${n});
          return sample;
        };
      }
    `;
    const result = JSON.parse(node(code));
    const megabytes = ((result.kilobytes - bare) * 1024) / 1e6;
    return {
      case: `n=${n} d=${d} p=${p} λ=${fraction} to ${tolerance}`,
      seconds: result.seconds,
      leastSeconds: result.seconds,
      reference: "none",
      referenceSeconds: null,
      ratio: null,
      note: `${result.status}, gap ${result.gap.toExponential(1)}, ${result.pricingPasses} passes, ${Math.round(result.products)} masked products (one over a part of the rows counts as that part), ${result.activeGates} gates, ${result.processorSeconds.toPrecision(3)} s of processor time, ${Math.round(megabytes)} MB past bare Node (${(megabytes / ((n * d * 8) / 1e6)).toPrecision(2)} × the table)`,
    };
  });
};

function node(code: string): string {
  return execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
}
