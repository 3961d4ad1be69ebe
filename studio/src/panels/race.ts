import { line, type PlotOptions, ruleY, text } from "@observablehq/plot";
import type { TracePoint } from "../models/model.js";

/** One method's run, in its colour. */
export interface Racer {
  readonly name: string;
  readonly colour: string;
  /** As in the picture, so that lines differ by more than their colours. */
  readonly dashes: string;
  readonly trace: readonly TracePoint[];
}

const timeAxis = {
  type: "log",
  label: "milliseconds",
  tickFormat: "~s",
  labelAnchor: "right",
  labelArrow: "none",
} as const;
const milliseconds = ({ seconds }: TracePoint) => Math.max(1000 * seconds, 0.5);

/** The objective against time, all methods on one axis, with the proved bound as a line. */
export function raceChart(racers: readonly Racer[], bound: number): PlotOptions {
  const ends = racers.map(({ trace }) => trace[trace.length - 1].objective);
  const top = Math.min(
    20 * Math.max(bound, 1e-12),
    Math.max(...racers.map(({ trace }) => trace[0].objective), ...ends),
  );
  return {
    x: timeAxis,
    y: {
      type: "log",
      label: "total",
      grid: true,
      domain: [0.5 * (bound || Math.min(...ends)), 1.1 * top],
      clamp: true,
      tickFormat: "~g",
      ticks: 5,
      labelArrow: "none",
    },
    marks: [
      ...floorMarks(bound),
      ...racers.map(({ trace, colour, dashes }) =>
        line(extended(trace), {
          ...{ x: milliseconds, y: "objective", stroke: colour, strokeWidth: 2.25, clip: true },
          strokeDasharray: dashes || undefined,
        }),
      ),
    ],
  };
}

/** The proved bound, and what it says, below where any line goes. */
function floorMarks(bound: number) {
  if (!(bound > 0)) return [];
  const where = { frameAnchor: "left", textAnchor: "start", dx: 6, dy: 14 } as const;
  return [
    ruleY([bound], { stroke: "var(--ink)", strokeDasharray: "2 4" }),
    text([bound], {
      ...where,
      y: (value: number) => value,
      text: () => "proved: nothing below",
      fill: "var(--ink)",
    }),
  ];
}

/** The duality gap against time. */
export function gapChart(racers: readonly Racer[]): PlotOptions {
  return {
    x: timeAxis,
    y: { type: "log", label: "gap ÷ total", grid: true, tickFormat: "~e", ticks: 5, labelArrow: "none" },
    marks: racers.map(({ trace, colour, dashes }) =>
      line(
        trace.filter(({ gap }) => gap !== undefined && gap > 0 && Number.isFinite(gap)),
        {
          x: milliseconds,
          y: ({ gap = 0, objective }: TracePoint) => Math.max(gap / objective, 1e-16),
          stroke: colour,
          strokeWidth: 2.25,
          strokeDasharray: dashes || undefined,
          marker: "dot",
        },
      ),
    ),
  };
}

// A method that is done in one step is still a line that can be seen.
function extended(trace: readonly TracePoint[]): readonly TracePoint[] {
  return trace.length > 1 ? trace : [{ ...trace[0], seconds: trace[0].seconds / 1.3 }, trace[0]];
}
