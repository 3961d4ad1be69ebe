import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";

/** One quantity against the width. */
export interface WidthCurve {
  readonly label: string;
  readonly exponent: number;
  readonly points: readonly { readonly width: number; readonly value: number }[];
}

const colours = [palette.green, palette.blue, palette.orange, palette.grey];

export function widthChart(curves: readonly WidthCurve[], subtitle: string): Chart {
  return {
    title: "The neighbourhood stays, the start grows, the error of linearising falls",
    subtitle,
    legend: curves.map(({ label, exponent }, k) => ({
      label: `${label} (m^${(Math.round(100 * exponent) / 100 + 0).toFixed(2)})`,
      colour: colours[k],
    })),
    plot: {
      width: 860,
      height: 440,
      marginLeft: 84,
      x: { type: "log", label: "width m", grid: true, ticks: 3, tickFormat: "~s" },
      y: { type: "log", label: "norm", grid: true, ticks: 5, tickFormat: "~g" },
      marks: curves.flatMap(({ points }, k) => [
        Plot.line(points, { x: "width", y: "value", stroke: colours[k], strokeWidth: 2.5 }),
        Plot.dot(points, { x: "width", y: "value", fill: colours[k], r: 4 }),
      ]),
    },
  };
}
