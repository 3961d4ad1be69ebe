// Draw a chart into a page
import { type Chart, drawChart, reliabilityDiagram, svgText } from "@halfspace/pictures";

/** In a page: `show(chart, document)`. The colours may be variables of its style sheet. */
const show = (chart: Chart, document: Document) => {
  const svg = drawChart(chart, document, {
    ground: "var(--card)",
    ink: "var(--ink)",
    quiet: "var(--quiet)",
  });
  document.body.append(svg);
  return svgText(svg);
};
const chart = reliabilityDiagram({ bins: [{ count: 4, confidence: 0.9, accuracy: 0.75 }] });
console.log(typeof document === "undefined" ? chart.title : show(chart, document)); // → Do probabilities mean what they say?
