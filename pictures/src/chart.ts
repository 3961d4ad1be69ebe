import * as Plot from "@observablehq/plot";
import { svgDocument } from "./svg-document.js";

/** A chart as data: drawn by `drawChart` into any document, a page's own or one made for the purpose. */
export interface Chart {
  readonly title: string;
  readonly subtitle?: string;
  /** Colours named under the title, in order. */
  readonly legend?: readonly { readonly label: string; readonly colour: string }[];
  readonly plot: PlotSettings;
  /** What is drawn, as a table. */
  readonly numbers?: ChartNumbers;
}

/**
 * What Observable Plot's `plot` takes, without its types: they do not hold where libraries are checked. The sizes are those that are read here.
 */
export interface PlotSettings {
  readonly width?: number;
  readonly height?: number;
  readonly marginLeft?: number;
  readonly [option: string]: unknown;
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
 * Draws a chart as one SVG element that stands alone: white ground, title, legend, no style sheet from outside.
 * @param document the page's document, or another one that is as complete
 * @param colours black on white unless told
 * @returns the element, not yet in the document
 */
export function drawChart(chart: Chart, document: Document, colours: ChartColours = onPaper): SVGSVGElement {
  const { width = 640 } = chart.plot;
  const head = headOf(chart, document, colours, width);
  const draw = (marginLeft: number) => plotOf(chart, document, colours, { marginLeft, head: head.height });
  const usual = chart.plot.marginLeft ?? usualMarginLeft;
  const svg = draw(usual);
  const needed = tickWidth(svg) + roomForLabel;
  const drawn = chart.plot.marginLeft === undefined && needed > usual ? draw(needed) : svg;
  // Not a mark: a chart of several panels would have one head in each.
  drawn.append(head.group);
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return drawn;
}

const usualMarginLeft = 64;
/** The title of the y axis, turned, with the ends of the ticks. */
const roomForLabel = 34;
/** Of a digit of an axis; of a letter of a subtitle. */
const [digitWidth, letterWidth] = [7.4, 6.6];

function plotOf(
  { plot }: Chart,
  document: Document,
  { ground, ink }: ChartColours,
  { marginLeft, head }: { readonly marginLeft: number; readonly head: number },
) {
  const { width = 640, height = 480, marks = [], ...options }: Plot.PlotOptions = plot;
  return Plot.plot({
    ...options,
    x: { labelAnchor: "center", labelArrow: "none", ...options.x },
    y: { labelAnchor: "center", labelArrow: "none", ...options.y },
    document,
    width,
    height: height + head,
    marginTop: head + 12,
    marginRight: options.marginRight ?? 24,
    marginLeft,
    marginBottom: options.marginBottom ?? 50,
    style: { fontFamily, fontSize: "13px", background: ground, color: ink },
    marks,
  }) as SVGSVGElement & Plot.Plot;
}

/** k where a number is between 10^k and 10^(k + 1). */
const powerOf = (value: number): number => Number(Math.abs(value).toExponential().split("e")[1]);

/** How wide the numbers of the y axis are, about; 0 where it has none. */
function tickWidth(svg: Plot.Plot): number {
  const [low, high] = (svg.scale("y")?.domain ?? []) as readonly unknown[];
  if (typeof low !== "number" || typeof high !== "number") return 0;
  const digits = 3 + Math.max(0, powerOf(Math.max(Math.abs(low), Math.abs(high))) - powerOf(high - low));
  const lengths = [low, high].map((end) => Number(end.toPrecision(Math.min(digits, 12))).toLocaleString("en").length);
  return digitWidth * Math.max(...lengths);
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

/** Title, subtitle (in two lines where it is long) and legend. */
function headOf(
  { title, subtitle, legend = [] }: Chart,
  document: Document,
  { ink, quiet }: ChartColours,
  width: number,
): { readonly group: SVGGElement; readonly height: number } {
  const group = element(document, "g", { "text-anchor": "start" });
  group.append(text(document, title, { x: 16, y: 24, fill: ink, "font-size": "17px", "font-weight": "600" }));
  const lines = subtitle ? brokenLines(subtitle, Math.floor((width - 24) / letterWidth)) : [];
  for (const [place, line] of lines.entries()) {
    group.append(text(document, line, { x: 16, y: 43 + lineHeight * place, fill: quiet }));
  }
  const further = lineHeight * Math.max(0, lines.length - 1);
  let x = 20;
  for (const { label, colour } of legend) {
    group.append(element(document, "circle", { cx: x, cy: 58 + further, r: 4.5, fill: colour }));
    group.append(text(document, label, { x: x + 10, y: 62.5 + further, fill: ink }));
    x += 34 + label.length * 7;
  }
  return { group, height: headHeight + further };
}

const lineHeight = 16;

/** Words in lines of at most so many letters. */
function brokenLines(words: string, most: number): string[] {
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = lines[lines.length - 1] === "" ? word : `${lines[lines.length - 1]} ${word}`;
    if (longer.length > most && lines[lines.length - 1] !== "") lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
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
