import type { Chart } from "@halfspace/pictures";
import { namePicture } from "../../pictures/name-picture.js";
import { downloadNumbers, type Numbers } from "../../taking-away/numbers-file.js";
import type { TableOutcome } from "../table-outcome.js";
import { movesAny } from "./result-words.js";

/** The library of charts, fetched once. */
export const drawing = () => import("@halfspace/pictures");

/** How an outcome's charts are shown. */
export interface ShownCharts {
  /** What files with their numbers are called by. */
  readonly name: string;
  /** Which of them: from this one, from 0, up to this one, exclusively. */
  readonly from: number;
  readonly to: number;
  /** Is told how many there are. */
  readonly tell: (count: number) => void;
}

/** Draws the charts of an outcome into a place, one after the other so that the page goes on meanwhile, and again for another width. */
export function chartsOf(outcome: ShownOutcome, shown: ShownCharts) {
  return (place: HTMLElement): (() => void) => {
    let latest = 0;
    let drawnWidth = 0;
    const draw = async () => {
      const turn = ++latest;
      drawnWidth = widthIn(place);
      const all = await chartsInOrder(outcome);
      if (turn !== latest) return;
      shown.tell(all.length);
      const charts = all.slice(shown.from, shown.to);
      for (const [position, chart] of charts.entries()) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (turn !== latest) return;
        const figure = await figureOf(chart, shown.name, drawnWidth);
        const before = place.children[position];
        if (before) before.replaceWith(figure);
        else place.append(figure);
      }
      while (place.children.length > charts.length) place.lastElementChild?.remove();
      place.dataset.drawn = String(drawnWidth);
    };
    // A phone that is turned, a window that is made narrow: other charts, not smaller ones.
    const observer = new ResizeObserver(() => {
      // A part of the page that is not shown has no width.
      if (place.clientWidth > 0 && widthIn(place) !== drawnWidth) void draw();
    });
    observer.observe(place);
    return () => {
      latest++;
      observer.disconnect();
    };
  };
}

type ShownOutcome = Pick<TableOutcome, "facts" | "effects">;

/** Numbers of an axis stay readable on a phone: a narrow place has a narrow chart, not a small one. */
const widthIn = (place: HTMLElement): number => Math.min(640, Math.max(360, place.clientWidth));

/** First what is right and wrong, what it rests on, and the effects of the two columns that matter most. */
async function chartsInOrder({ facts, effects }: ShownOutcome): Promise<Chart[]> {
  const { columnImportanceChart, effectChart, trainingCharts } = await drawing();
  const { title: ofImportance } = columnImportanceChart(facts.importance);
  const [first, ...others] = trainingCharts(facts);
  // Of a model that says the same of every row there is nothing to see of its columns.
  const moved = effects.filter(movesAny);
  const ofEffects = moved.map(effectChart);
  const isImportance = ({ title }: { title: string }) => title === ofImportance;
  const [important, further] = [others.filter(isImportance), others.filter((chart) => !isImportance(chart))];
  return [first, ...(moved.length > 0 ? important : []), ...ofEffects, ...further];
}

/** A chart in the page's own colours, with a name and its numbers. */
async function figureOf(chart: Chart, name: string, width: number): Promise<HTMLElement> {
  const { drawChart } = await drawing();
  const { title, subtitle, numbers, plot } = chart;
  const figure = document.createElement("figure");
  figure.className = "card chart";
  const svg = drawChart({ ...chart, plot: { ...plot, width } }, document, colours);
  namePicture(svg, subtitle ? `${title}: ${subtitle}` : title);
  figure.append(svg);
  if (numbers) figure.append(csvButton(`${name} ${title}`, numbers));
  return figure;
}

const colours = { ground: "none", ink: "var(--ink)", quiet: "var(--quiet)" };

/** A button for the numbers behind a picture. */
function csvButton(title: string, numbers: Numbers): HTMLButtonElement {
  const button = document.createElement("button");
  button.textContent = "Numbers as CSV";
  button.setAttribute("aria-label", `Numbers as CSV: ${title}`);
  button.addEventListener("click", () => downloadNumbers(title, numbers));
  return button;
}
