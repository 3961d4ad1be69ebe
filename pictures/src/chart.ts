import * as Plot from "@observablehq/plot";
import { type PlotSettings, withFittingAxes } from "./fitting-axes.js";
import { svgDocument } from "./svg-document.js";
import { brokenLines, shortened } from "./words.js";

/** A chart as data: drawn by `drawChart` into any document, a page's own or one made for the purpose. */
export interface Chart {
  readonly title: string;
  readonly subtitle?: string;
  /** Colours named under the title, in order. */
  readonly legend?: readonly LegendEntry[];
  readonly plot: PlotSettings;
  /** What is drawn, as a table. */
  readonly numbers?: ChartNumbers;
}

/** A colour with its name; dashes, or a hollow dot, tell it from others in black and white too. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** Of a line, as SVG writes them; "" for a whole line. */
  readonly dashes?: string;
  readonly isHollow?: boolean;
}

/** The numbers behind a picture, by columns. */
export interface ChartNumbers {
  readonly columnNames: readonly string[];
  readonly columns: readonly (readonly (string | number | null)[])[];
}

/** Records as a table; the names of its columns are those of the first record's fields. */
export function numbersOf(records: readonly Readonly<Record<string, string | number | null>>[]): ChartNumbers {
  const columnNames = Object.keys(records[0] ?? {});
  return { columnNames, columns: columnNames.map((name) => records.map((record) => record[name])) };
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
 * Draws a chart as one SVG element that stands alone: white ground, title, legend, no style sheet from outside. Names that are too long for their
 * place are shortened in it; `title`, `subtitle` and `numbers` keep them.
 * @param document the page's document, or another one that is as complete
 * @param colours black on white unless told
 * @returns the element, not yet in the document
 */
export function drawChart(chart: Chart, document: Document, colours: ChartColours = onPaper): SVGSVGElement {
  const { width = 640 } = chart.plot;
  const head = headOf(chart, document, colours, width);
  const draw = (plot: PlotSettings) => plotOf(plot, document, colours, head.height);
  const first = draw(chart.plot);
  const fitted = withFittingAxes(chart.plot, first);
  const second = fitted === chart.plot ? first : draw(fitted);
  const needed = widthOfTicks(second) + roomForLabel;
  const isTight = chart.plot.marginLeft === undefined && needed > usualMarginLeft;
  const drawn = isTight ? draw({ ...fitted, marginLeft: needed }) : second;
  // Not a mark: a chart of several panels would have one head in each.
  drawn.append(head.group);
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return drawn;
}

const usualMarginLeft = 64;
/** The title of the y axis, turned, with the ends of the ticks. */
const roomForLabel = 34;
/** Of a digit of an axis; of a letter of a subtitle, and of a title. */
const [digitWidth, letterWidth, titleLetterWidth] = [7.4, 6.6, 10.4];

function plotOf(plot: PlotSettings, document: Document, { ground, ink }: ChartColours, head: number) {
  const { width = 640, height = 480, marks = [], ...options }: Plot.PlotOptions = plot;
  const [marginLeft, marginRight] = [options.marginLeft ?? usualMarginLeft, options.marginRight ?? 24];
  return Plot.plot({
    ...options,
    x: { labelAnchor: "center", labelArrow: "none", ...named(options.x, width - marginLeft - marginRight) },
    y: { labelAnchor: "center", labelArrow: "none", ...named(options.y, height - 40) },
    document,
    width,
    height: height + head,
    marginTop: head + 12,
    marginRight,
    marginLeft,
    marginBottom: options.marginBottom ?? 50,
    style: { fontFamily, fontSize: "13px", background: ground, color: ink },
    marks,
  }) as SVGSVGElement & Plot.Plot;
}

/** An axis whose title is no longer than the axis. */
const named = (axis: Plot.ScaleOptions | undefined, room: number): Plot.ScaleOptions | undefined =>
  axis?.label ? { ...axis, label: shortened(axis.label, Math.floor(room / (letterWidth + 0.4))) } : axis;

/** The longest tick of the y axis, in pixels. */
const widthOfTicks = (svg: SVGSVGElement & Plot.Plot): number =>
  digitWidth * Math.max(0, ...ticksIn(svg, "y-axis tick label").map((text) => text.length));

/** The texts under a name that Plot gives, in this document or any. */
function ticksIn(element: Element, name: string): string[] {
  if (element.getAttribute("aria-label") === name) return [...element.children].map((tick) => tick.textContent ?? "");
  return [...element.children].flatMap((child) => ticksIn(child, name));
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

/** Title, subtitle and legend, each in as many lines as it needs. */
function headOf(
  { title, subtitle, legend = [] }: Chart,
  document: Document,
  { ink, quiet }: ChartColours,
  width: number,
): { readonly group: SVGGElement; readonly height: number } {
  const group = element(document, "g", { "text-anchor": "start" });
  const most = Math.floor((width - 24) / titleLetterWidth);
  const titles = brokenLines(title, most).map((line) => shortened(line, most));
  for (const [place, line] of titles.entries()) {
    const where = { x: 16, y: 24 + 20 * place };
    group.append(text(document, line, { ...where, fill: ink, "font-size": "17px", "font-weight": "600" }));
  }
  const top = 20 * (titles.length - 1);
  const lines = subtitle ? brokenLines(subtitle, Math.floor((width - 24) / letterWidth)) : [];
  for (const [place, line] of lines.entries()) {
    group.append(text(document, line, { x: 16, y: top + 43 + lineHeight * place, fill: quiet }));
  }
  const further = top + lineHeight * Math.max(0, lines.length - 1);
  let [x, y] = [20, 58 + further];
  for (const { label, ...sample } of legend) {
    const said = shortened(label, Math.floor((width - 50) / 7));
    if (x > 20 && x + 10 + said.length * 7 > width - 8) [x, y] = [20, y + legendHeight];
    group.append(legendSample(document, sample, x, y));
    group.append(text(document, said, { x: x + 10, y: y + 4.5, fill: ink }));
    x += 34 + said.length * 7;
  }
  return { group, height: headHeight + y - 58 };
}

function legendSample(
  document: Document,
  { colour, dashes, isHollow }: Omit<LegendEntry, "label">,
  x: number,
  y: number,
) {
  if (dashes !== undefined) {
    const line = { x1: x - 8, x2: x + 7, y1: y, y2: y, stroke: colour, "stroke-width": 2.5 };
    return element(document, "line", { ...line, ...(dashes ? { "stroke-dasharray": dashes } : {}) });
  }
  const paint: Record<string, string | number> = isHollow
    ? { r: 3.75, fill: "none", stroke: colour, "stroke-width": 1.5 }
    : { r: 4.5, fill: colour };
  return element(document, "circle", { cx: x, cy: y, ...paint });
}

const lineHeight = 16;
const legendHeight = 20;

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
