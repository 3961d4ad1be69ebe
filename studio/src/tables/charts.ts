import { namePicture } from "../pictures/name-picture.js";
import { downloadNumbers, type Numbers } from "../taking-away/numbers-file.js";
import type { TableOutcome } from "./table-outcome.js";

/** The library of charts, fetched once. */
export const drawing = () => import("@halfspace/pictures");

/** How an outcome's charts are shown. */
export interface ShownCharts {
  /** What files with their numbers are called by. */
  readonly name: string;
  /** All of them, or those that are looked at first. */
  readonly all: boolean;
}

/**
 * Draws the charts of an outcome into a place, in the page's own colours, one after the other so that the page goes on meanwhile. First come what is
 * right and wrong, what it rests on, and the effects of the two columns that matter most.
 */
export function chartsOf({ facts, effects }: Pick<TableOutcome, "facts" | "effects">, { name, all }: ShownCharts) {
  return (place: HTMLElement): (() => void) => {
    let isWanted = true;
    void (async () => {
      const { columnImportanceChart, drawChart, effectChart, trainingCharts } = await drawing();
      const colours = { ground: "none", ink: "var(--ink)", quiet: "var(--quiet)" };
      const { title: ofImportance } = columnImportanceChart(facts.importance);
      const [first, ...others] = trainingCharts(facts);
      const ofEffects = effects.map(effectChart);
      const isImportance = ({ title }: { title: string }) => title === ofImportance;
      const charts = [first, ...others.filter(isImportance), ...ofEffects.slice(0, 2)];
      const further = [...ofEffects.slice(2), ...others.filter((chart) => !isImportance(chart))];
      place.replaceChildren();
      // Numbers of an axis stay readable on a phone: a narrow place has a narrow chart, not a small one.
      const width = Math.min(640, Math.max(360, place.clientWidth));
      for (const chart of all ? [...charts, ...further] : charts) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (!isWanted) return;
        const figure = document.createElement("figure");
        figure.className = "card chart";
        const svg = drawChart({ ...chart, plot: { ...chart.plot, width } }, document, colours);
        namePicture(svg, chart.subtitle ? `${chart.title}: ${chart.subtitle}` : chart.title);
        figure.append(svg);
        const { numbers } = chart;
        if (numbers) figure.append(csvButton(`${name} ${chart.title}`, numbers));
        place.append(figure);
      }
    })();
    return () => {
      isWanted = false;
    };
  };
}

/** A button for the numbers behind a picture. */
function csvButton(title: string, numbers: Numbers): HTMLButtonElement {
  const button = document.createElement("button");
  button.textContent = "Numbers as CSV";
  button.setAttribute("aria-label", `Numbers as CSV: ${title}`);
  button.addEventListener("click", () => downloadNumbers(title, numbers));
  return button;
}
