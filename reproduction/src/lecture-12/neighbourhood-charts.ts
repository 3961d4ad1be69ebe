import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";
import type { Paths } from "./linearised-problems.js";

/** The panels stand side by side in one plot, each this much further to the right. */
const panelWidth = 3;
const shares = ({ displacementNorm, startNorm }: Paths) =>
  `radius ${Number(((100 * displacementNorm) / startNorm).toPrecision(2))} % of ‖θ⁰‖`;

/** Where θ⁰ of a panel is drawn. */
const centre = (panel: number) => panel * panelWidth;

/** The two questions of section 12.1 in one picture. Distances from θ⁰ are true to scale: across is along Δθ, up is all the rest. */
export function ballChart(paths: readonly Paths[]): Chart {
  return {
    title: "Is there a global minimum near θ⁰, and does gradient descent stay near?",
    subtitle:
      "θ⁰ + Δθ fits the linearisation exactly. The wide network follows it there; the narrow one leaves the ball.",
    legend: [
      { label: "gradient descent on the true network (dot: its end)", colour: palette.orange },
      { label: "on its linearisation g", colour: palette.blue },
      { label: "the ball of radius ‖Δθ‖", colour: palette.grey },
    ],
    plot: {
      width: 1000,
      height: 352,
      marginLeft: 24,
      x: { domain: [-1.3, centre(paths.length - 1) + 1.7], axis: null },
      y: { domain: [-0.25, 1.5], axis: null },
      marks: [...paths.flatMap((one, panel) => [...ballOf(panel), ...routesOf(one, panel)]), ...namesOf(paths)],
    },
  };
}

/** The upper half of the ball, and the line along Δθ. */
function ballOf(panel: number) {
  const arc = Array.from({ length: 91 }, (_, k) => ({
    x: centre(panel) + Math.cos((Math.PI * k) / 90),
    y: Math.sin((Math.PI * k) / 90),
  }));
  return [
    Plot.areaY(arc, { x: "x", y: "y", fill: palette.grey, fillOpacity: 0.14 }),
    Plot.line(arc, { x: "x", y: "y", stroke: palette.grey }),
    Plot.link([{ x1: centre(panel) - 1, x2: centre(panel) + 1.1 }], {
      x1: "x1",
      x2: "x2",
      y1: 0,
      y2: 0,
      stroke: palette.grey,
    }),
  ];
}

function routesOf(one: Paths, panel: number) {
  const route = (points: Paths["true"]) => points.map(({ along, off }) => ({ x: centre(panel) + along, y: off }));
  const line = (points: Paths["true"], stroke: string, strokeWidth: number) =>
    Plot.line(route(points), { x: "x", y: "y", stroke, strokeWidth, strokeOpacity: strokeWidth > 3 ? 0.5 : 1 });
  return [
    line(one.linearised, palette.blue, 6),
    line(one.true, palette.orange, 2),
    Plot.dot(route(one.true).slice(-1), { x: "x", y: "y", fill: palette.orange, r: 5 }),
  ];
}

/** θ⁰ and θ⁰ + Δθ as dots with their names, and over each panel its width. */
function namesOf(paths: readonly Paths[]) {
  const named = paths.flatMap((one, panel) => [
    { x: centre(panel), y: -0.13, text: "θ⁰" },
    { x: centre(panel) + 1, y: -0.13, text: "θ⁰ + Δθ" },
    { x: centre(panel), y: 1.36, text: `width m = ${one.width.toLocaleString("en")}` },
    { x: centre(panel), y: 1.22, text: shares(one) },
  ]);
  const marked = paths.flatMap((_, panel) => [
    { x: centre(panel), y: 0 },
    { x: centre(panel) + 1, y: 0 },
  ]);
  return [
    Plot.dot(marked, { x: "x", y: "y", fill: palette.ink, r: 3.5 }),
    Plot.text(named, { x: "x", y: "y", text: "text" }),
  ];
}

/** The loss step by step: on a log scale a line is a geometric rate. */
export function lossChart(paths: readonly Paths[]): Chart {
  const floor = 1e-12;
  const curve = (points: Paths["true"]) => points.filter(({ loss }) => loss > floor);
  const colour = [palette.orange, palette.blue];
  const predicted = (one: Paths) => {
    const seen = curve(one.linearised);
    const middle = seen[Math.floor(seen.length / 2)];
    return seen.map(({ step }) => ({ step, loss: middle.loss * one.factor ** (step - middle.step) }));
  };
  const last = Math.max(...paths.map((one) => curve(one.linearised).length));
  return {
    title: "Gradient descent on g converges geometrically (Remark 12.4)",
    subtitle: "broad: linearisation g; thin: true network; dashes: the slope that the singular values of φ predict",
    legend: paths.map(({ width }, k) => ({ label: `width m = ${width.toLocaleString("en")}`, colour: colour[k] })),
    plot: {
      width: 860,
      height: 400,
      marginLeft: 84,
      x: { label: "steps of gradient descent", grid: true, domain: [0, 1.3 * last] },
      y: { type: "log", label: "loss ÷ loss at θ⁰", grid: true, domain: [floor, 2], ticks: 6, tickFormat: "~e" },
      marks: paths.flatMap((one, k) => [
        Plot.line(curve(one.linearised), {
          x: "step",
          y: "loss",
          stroke: colour[k],
          strokeWidth: 6,
          strokeOpacity: 0.35,
        }),
        Plot.line(curve(one.true), { x: "step", y: "loss", stroke: colour[k], strokeWidth: 2, clip: true }),
        Plot.line(predicted(one), { x: "step", y: "loss", stroke: palette.ink, strokeDasharray: "4 5", clip: true }),
      ]),
    },
  };
}
