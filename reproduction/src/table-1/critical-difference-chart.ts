import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";

/** Mean ranks on a line; bars join columns that the Nemenyi test at 0.05 does not tell apart. */
export function criticalDifferenceChart(
  columns: readonly { readonly name: string; readonly rank: number }[],
  difference: number,
  sets: number,
): Chart {
  const ordered = [...columns].sort((a, b) => a.rank - b.rank);
  const lines = ordered.map(({ name, rank }, k) => ({ name, rank, level: -2 - k }));
  const groups = groupsWithin(ordered, difference).map((group, k) => ({ ...group, level: -0.4 - 0.35 * k }));
  const domain = [1, Math.max(2, Math.ceil(Math.max(...ordered.map(({ rank }) => rank)) + 0.6))];
  return {
    title: "Mean ranks and the critical difference",
    subtitle: `${sets} sets, 1 is best; bars join columns that do not differ at 0.05 (Nemenyi, critical difference ${difference.toFixed(2)})`,
    plot: {
      width: 760,
      height: 120 + 26 * ordered.length,
      marginLeft: 40,
      marginRight: 190,
      x: { label: "mean rank", domain, ticks: domain[1] - 1, grid: true },
      y: { axis: null, domain: [-2.6 - ordered.length, 0.4] },
      marks: [
        Plot.ruleY(groups, { x1: "from", x2: "to", y: "level", stroke: palette.orange, strokeWidth: 5 }),
        Plot.ruleX(lines, { x: "rank", y1: 0.4, y2: "level", stroke: palette.blue }),
        Plot.ruleY(lines, { x1: "rank", x2: domain[1], y: "level", stroke: palette.blue, strokeOpacity: 0.35 }),
        Plot.dot(lines, { x: "rank", y: 0.4, fill: palette.blue, r: 4 }),
        Plot.text(lines, {
          x: domain[1],
          y: "level",
          text: ({ name, rank }: { name: string; rank: number }) => `${rank.toFixed(2)}   ${name}`,
          textAnchor: "start",
          dx: 8,
        }),
      ],
    },
  };
}

/** The longest runs of columns within the difference. */
function groupsWithin(ordered: readonly { readonly rank: number }[], difference: number) {
  const groups: { from: number; to: number }[] = [];
  let reached = -1;
  ordered.forEach(({ rank }, first) => {
    let last = first;
    while (last + 1 < ordered.length && ordered[last + 1].rank - rank <= difference) last++;
    if (last > first && last > reached) groups.push({ from: rank, to: ordered[last].rank });
    reached = Math.max(reached, last);
  });
  return groups;
}
