import type * as Plot from "@observablehq/plot";
import { drawableRange, tickFormatOf } from "./tick-numbers.js";
import { shortened } from "./words.js";

/**
 * What Observable Plot's `plot` takes, without its types: they do not hold where libraries are checked. The sizes are those that are read here.
 */
export interface PlotSettings {
  readonly width?: number;
  readonly height?: number;
  readonly marginLeft?: number;
  readonly [option: string]: unknown;
}

/** What is asked of a plot that was drawn. */
interface Drawn {
  scale(name: "x" | "y"): { readonly type?: string | null; readonly domain?: Iterable<unknown> } | undefined;
}

/**
 * The settings of a plot with axes whose numbers and names fit their places, once it was drawn and its scales are known: large numbers in short,
 * long names shortened, names below each other turned where they would touch, and left out where they would touch even so.
 */
export function withFittingAxes(plot: PlotSettings, drawn: Drawn): PlotSettings {
  const { width = 640, marginLeft: wanted = 64 } = plot;
  const [x, y] = [fittingNumbers(plot, drawn, "x"), fittingNumbers(plot, drawn, "y")];
  const [names, rows] = [namesOf(drawn, "x"), namesOf(drawn, "y")];
  // Names of rows leave the picture more room than they take.
  const marginLeft = rows ? Math.min(wanted, Math.max(64, 0.42 * width)) : wanted;
  const fitted = {
    ...plot,
    ...(rows ? { marginLeft } : {}),
    ...(x ? { x } : {}),
    ...(y ? { y } : {}),
    ...(rows ? { y: { ...(plot.y as object), tickFormat: shortenedTo((marginLeft - 24) / nameLetter) } } : {}),
  };
  if (!names) return x || y || rows ? fitted : plot;
  return {
    ...fitted,
    ...namesBelow(plot, names, (width - marginLeft - Number(plot.marginRight ?? 24)) / names.length),
  };
}

type Axis = "x" | "y";
/** The width of a letter of a name, and of one that is turned by 60 degrees, upwards. */
const [nameLetter, turnedLetter] = [7.8, 6.4];
const mostTurned = 18;

const shortenedTo = (letters: number) => (name: unknown) => shortened(String(name), Math.max(3, Math.floor(letters)));

/** The options of an axis of numbers, where its own would not do. */
function fittingNumbers(plot: PlotSettings, drawn: Drawn, axis: Axis): Plot.ScaleOptions | undefined {
  const options = (plot[axis] ?? {}) as Plot.ScaleOptions;
  const [low, high] = ((drawn.scale(axis)?.type === "linear" && drawn.scale(axis)?.domain) || []) as readonly unknown[];
  if (typeof low !== "number" || typeof high !== "number") return undefined;
  const wider = drawableRange(Math.min(low, high), Math.max(low, high));
  const tickFormat = options.tickFormat ?? tickFormatOf(...(wider ?? [low, high]));
  if (!wider && !tickFormat) return undefined;
  return { ...options, ...(wider ? { domain: wider } : {}), ...(tickFormat ? { tickFormat } : {}) };
}

function namesOf(drawn: Drawn, axis: Axis): string[] | undefined {
  const scale = drawn.scale(axis);
  return scale?.type === "band" || scale?.type === "point" ? [...(scale.domain ?? [])].map(String) : undefined;
}

/** Names along the x axis. @param step between two of them, in pixels */
function namesBelow({ x, marginBottom }: PlotSettings, names: readonly string[], step: number): Partial<PlotSettings> {
  const options = x as Plot.ScaleOptions;
  const longest = Math.max(...names.map(({ length }) => length));
  if (longest * nameLetter < step - 4) return {};
  if (step < 15) {
    return { x: { ...options, ticks: [], label: `${options.label ?? ""}, in the same order` } };
  }
  const letters = Math.min(longest, mostTurned);
  return {
    x: { ...options, tickRotate: -60, tickFormat: shortenedTo(mostTurned) },
    marginBottom: Math.max(Number(marginBottom ?? 0), 46 + turnedLetter * letters),
  };
}
