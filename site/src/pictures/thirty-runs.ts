/**
 * The picture of the README: thirty runs of Adam on one small table, and the best network that there is. Every run solves
 *
 *     min over networks f of   Σ_j (f(x_j) − y_j)² + (λ/2) Σ_i (‖w_i‖² + a_i²),
 *
 * and the certificate of `generateGates` bounds that minimum from below. `node site/dist/pictures/thirty-runs.js` writes it.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateGates, randomGenerator } from "halfspace";
import { descend } from "halfspace/baselines";
import { type ReluNetwork, reluPredictions } from "halfspace/networks";
import { networkTraining } from "halfspace/programs";
import { root } from "../contents.js";

const lambda = 0.1;
/** The best one of 0.1, 0.03 and 0.01. */
const learningRate = 0.03;

/** Where the line bends, and by how much its slope changes there. */
const bends: readonly [at: number, by: number][] = [
  [-0.85, 3],
  [-0.45, -7],
  [-0.05, 8],
  [0.35, -8],
  [0.7, 8],
];

/** 30 rows on a bent line, with noise; the second column is the constant. */
function table() {
  const random = randomGenerator(3);
  const positions = Array.from({ length: 30 }, (_, row) => -1 + (2 * row) / 29);
  const line = (x: number) => bends.reduce((sum, [at, by]) => sum + by * Math.max(0, x - at), 0);
  const targets = positions.map((x) => line(x) + 0.1 * random.gaussian());
  return { positions, inputs: positions.map((x) => [x, 1]), targets };
}

/** Where thirty runs end, by how many percent above the proved bound, and the best network. */
async function measure() {
  const { positions, inputs, targets } = table();
  const best = await generateGates({ inputs, targets, lambda, tolerance: 1e-9 });
  const problem = networkTraining({ inputs, targets, lambda });
  const runs = Array.from({ length: 30 }, (_, start) => {
    const { network, objective } = descend(problem, {
      method: "adam",
      neurons: 10,
      epochs: 3000,
      learningRate,
      seed: start + 1,
    });
    return { network, above: 100 * (objective / best.certificate.dualObjective - 1) };
  });
  return { positions, targets, best: best.network, runs: runs.sort((a, b) => a.above - b.above) };
}

const [width, height] = [860, 330];
/** The frame of the left half, and of the right one. */
const [left, right] = [
  { x: 24, y: 74, width: 430, height: 225 },
  { x: 560, y: 72, width: 276, height: 200 },
];

function curve(network: ReluNetwork, kind: string): string {
  const steps = Array.from({ length: 121 }, (_, step) => -1 + step / 60);
  const { values } = reluPredictions(
    network,
    steps.map((x) => [x, 1]),
  );
  const points = steps.map((x, step) => `${horizontal(x)},${vertical(values[step])}`);
  return `<polyline class="${kind}" points="${points.join(" ")}"/>`;
}

const horizontal = (x: number) => (left.x + (left.width * (x + 1)) / 2).toFixed(1);
const vertical = (y: number) => (left.y + left.height * (1 - (y + 0.75) / 1.9)).toFixed(1);
const heightOf = (above: number) => right.y + right.height * (1 - above / 90);

function drawing({ positions, targets, best, runs }: Awaited<ReturnType<typeof measure>>): string {
  const worse = runs.filter(({ above }) => above > 1).length;
  const shown = [runs[29], runs[22], runs[16]].map(({ network }) => curve(network, "run"));
  const rows = positions.map(
    (x, row) => `<circle class="row" cx="${horizontal(x)}" cy="${vertical(targets[row])}" r="3.2"/>`,
  );
  const step = right.width / runs.length;
  const ends = runs.map(
    ({ above }, at) =>
      `<circle class="end" cx="${(right.x + step * (at + 0.5)).toFixed(1)}" cy="${heightOf(above).toFixed(1)}" r="3.6"/>`,
  );
  const ticks = [0, 20, 40, 60, 80].map((above) => {
    const y = heightOf(above).toFixed(1);
    return `<line class="grid" x1="${right.x}" x2="${right.x + right.width}" y1="${y}" y2="${y}"/><text class="quiet" text-anchor="end" x="${right.x - 8}" y="${Number(y) + 4}">${above} %</text>`;
  });
  const floor = heightOf(0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Of thirty runs of Adam on one small table ${worse} end more than 1 % above the proved optimum">
<style>
svg { color-scheme: light dark; font: 13px system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif }
.ground { fill: #faf9f6 } .grid { stroke: #e3e1da } .row { fill: #1b1d22 } text { fill: #1b1d22 } .quiet { fill: #5c5f68 }
.run { fill: none; stroke: #bd4b00; stroke-width: 1.6 } .best { fill: none; stroke: #0068b5; stroke-width: 3 }
.end { fill: #bd4b00 } .bound { stroke: #0068b5; stroke-width: 3 } .blue { fill: #0068b5 } .orange { fill: #bd4b00 } .title { font-weight: 600; font-size: 15px }
@media (prefers-color-scheme: dark) {
.ground { fill: #14161a } .grid { stroke: #2c3038 } .row { fill: #ecebe6 } text { fill: #ecebe6 } .quiet { fill: #a2a5ae }
.run { stroke: #ff9a56 } .best { stroke: #5bb6ff } .end { fill: #ff9a56 } .bound { stroke: #5bb6ff } .blue { fill: #5bb6ff } .orange { fill: #ff9a56 }
}
</style>
<rect class="ground" width="${width}" height="${height}" rx="10"/>
<text class="title" x="${left.x}" y="30">One table, one network, four answers</text>
<text x="${left.x}" y="50"><tspan class="orange">three runs of gradient descent (Adam)</tspan><tspan class="quiet"> and </tspan><tspan class="blue">the best network there is</tspan></text>
${[...shown, curve(best, "best"), ...rows].join("\n")}
<text class="title" x="${right.x - 40}" y="30">How much worse than the best?</text>
<text class="orange" x="${right.x - 40}" y="50">thirty random starts; ${worse} end more than 1 % above</text>
${[...ticks, ...ends].join("\n")}
<line class="bound" x1="${right.x}" x2="${right.x + right.width}" y1="${floor}" y2="${floor}"/>
<text class="blue" x="${right.x}" y="${floor + 22}">proved: no network of any width lies below</text>
</svg>
`;
}

writeFileSync(process.argv[2] ?? join(root, "docs", "pictures", "thirty-runs.svg"), drawing(await measure()));
