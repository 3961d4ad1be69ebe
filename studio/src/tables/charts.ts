import type { TrainingFacts } from "@halfspace/tables";
import { namePicture } from "../pictures/name-picture.js";

/** The library of charts, fetched once. */
export const drawing = () => import("@halfspace/pictures");

/** Draws the charts of the facts into a place, in the page's own colours. */
export function chartsOf(facts: TrainingFacts) {
  return (place: HTMLElement): void => {
    void drawing().then(({ drawChart, trainingCharts }) => {
      const colours = { ground: "none", ink: "var(--ink)", quiet: "var(--quiet)" };
      const figures = trainingCharts(facts).map((chart) => {
        const figure = document.createElement("figure");
        figure.className = "card chart";
        const svg = drawChart(chart, document, colours);
        namePicture(svg, chart.title);
        figure.append(svg);
        return figure;
      });
      place.replaceChildren(...figures);
    });
  };
}
