import * as Plot from "@observablehq/plot";
import { svgDocument } from "./svg-document.js";

/** A chart as data: drawn by `drawChart` into any document, a page's own or one made for the purpose. */
export interface Chart {
  readonly title: string;
  readonly subtitle?: string;
  /** Colours named under the title, in order. */
  readonly legend?: readonly { readonly label: string; readonly colour: string }[];
  readonly plot: Plot.PlotOptions;
}

/** Readable on white for every kind of colour vision (Okabe and Ito). */
export const palette = {
  blue: "#0072b2",
  orange: "#d55e00",
  green: "#009e73",
  grey: "#8a8a8a",
  ink: "#1b1b1b",
} as const;

/** The ground and the inks of a chart. */
export interface ChartColours {
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
}

const onPaper: ChartColours = { ground: "white", ink: palette.ink, quiet: "#555" };

const fontFamily = "Inter, system-ui, sans-serif";
const headHeight = 66;

/**
 * Draws a chart as one SVG element that stands alone: white ground, title, legend, no style sheet from outside.
 * @param document the page's document, or another one that is as complete
 * @param colours black on white unless told
 * @returns the element, not yet in the document
 */
export function drawChart(chart: Chart, document: Document, colours: ChartColours = onPaper): SVGSVGElement {
  const { width = 640, height = 480, marks = [], ...options } = chart.plot;
  const svg = Plot.plot({
    ...options,
    x: { labelAnchor: "center", labelArrow: "none", ...options.x },
    y: { labelAnchor: "center", labelArrow: "none", ...options.y },
    document,
    width,
    height: height + headHeight,
    marginTop: headHeight + 12,
    marginRight: options.marginRight ?? 24,
    marginLeft: options.marginLeft ?? 64,
    marginBottom: options.marginBottom ?? 50,
    style: { fontFamily, fontSize: "13px", background: colours.ground, color: colours.ink },
    marks,
  }) as SVGSVGElement;
  // Not a mark: a chart of several panels would have one head in each.
  svg.append(headOf(chart, document, colours));
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return svg;
}

/**
 * The chart as the text of an SVG file; the same bytes every time, in Node and in a page.
 * @param colours black on white unless told; a page's own may be variables of its style sheet
 * @returns SVG as text
 */
export function renderSvg(chart: Chart, colours?: ChartColours): string {
  return svgText(drawChart(chart, svgDocument(), colours));
}

/**
 * The text of a drawn chart, ready for a file.
 * @returns SVG as text
 */
export function svgText(svg: SVGSVGElement): string {
  return `${svg.outerHTML}\n`;
}

function headOf({ title, subtitle, legend = [] }: Chart, document: Document, colours: ChartColours): SVGGElement {
  const head = element(document, "g", { "text-anchor": "start" });
  head.append(text(document, title, { x: 16, y: 24, fill: colours.ink, "font-size": "17px", "font-weight": "600" }));
  if (subtitle) head.append(text(document, subtitle, { x: 16, y: 43, fill: colours.quiet }));
  let x = 20;
  for (const { label, colour } of legend) {
    head.append(element(document, "circle", { cx: x, cy: 58, r: 4.5, fill: colour }));
    head.append(text(document, label, { x: x + 10, y: 62.5, fill: colours.ink }));
    x += 34 + label.length * 7;
  }
  return head;
}

function text(document: Document, content: string, attributes: Record<string, string | number>): SVGElement {
  const node = element(document, "text", attributes);
  node.textContent = content;
  return node;
}

function element<Name extends keyof SVGElementTagNameMap>(
  document: Document,
  name: Name,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[Name] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
