import { hypotenuse } from "halfspace/numerics";
import { type Claim, type NumberTable, short } from "../reproduction.js";
import type { Paths } from "./linearised-problems.js";

export function rateClaim({ n, d, width, ratio }: { n: number; d: number; width: number; ratio: number }): Claim {
  return {
    name: `Remark 12.4: rate of gradient descent on g, n = ${n}, d = ${d}, m = ${width.toLocaleString("en")}`,
    expected: "geometric; measured ÷ predicted by the spectrum 1 ± 0.05",
    measured: short(ratio),
    holds: Math.abs(ratio - 1) <= 0.05,
  };
}

export function ballClaims([narrow, wide]: readonly Paths[]): Claim[] {
  const farthest = (one: Paths) => Math.max(...one.true.map(({ distance }) => distance));
  const last = wide.true[wide.true.length - 1];
  const apart = hypotenuse(last.along - 1, last.off);
  return [
    {
      name: "question 1: a global minimum in the neighbourhood",
      expected: `at m = ${wide.width.toLocaleString("en")} the true network's loss ends below 1e-6 of its start, within 0.1 ‖Δθ̂‖ of θ⁰ + Δθ̂`,
      measured: `loss ${short(last.loss)}, ${short(apart)} ‖Δθ̂‖ away`,
      holds: last.loss <= 1e-6 && apart <= 0.1,
    },
    {
      name: "question 2: gradient descent stays in it",
      expected: `at m = ${wide.width.toLocaleString("en")} no step of the true network is farther from θ⁰ than 1.05 ‖Δθ̂‖`,
      measured: `${short(farthest(wide))} (at m = ${narrow.width}: ${short(farthest(narrow))})`,
      holds: farthest(wide) <= 1.05,
    },
  ];
}

export function pathTable(paths: readonly Paths[]): NumberTable {
  return {
    title: "The two networks of the picture",
    columns: ["m", "‖Δθ̂‖", "‖θ⁰‖", "farthest from θ⁰, in ‖Δθ̂‖", "ends at loss ÷ first", "steps"],
    rows: paths.map((one) => [
      one.width,
      short(one.displacementNorm),
      short(one.startNorm),
      short(Math.max(...one.true.map(({ distance }) => distance))),
      short(one.true[one.true.length - 1].loss),
      one.true.length - 1,
    ]),
  };
}

/** Every tenth point of the paths: enough for any picture. */
export function thinned(one: Paths): Paths {
  const keep = (points: Paths["true"]) => points.filter(({ step }) => step <= 50 || step % 10 === 0);
  return { ...one, linearised: keep(one.linearised), true: keep(one.true) };
}
