import type { Chart } from "@halfspace/pictures";

/** A statement of the source, what it says and what was measured here. */
export interface Claim {
  readonly name: string;
  /** In words, with the bound that is checked. */
  readonly expected: string;
  readonly measured: number | string;
  readonly holds: boolean;
}

/** What every reproduction takes. */
export interface ReproductionOptions {
  /** Seed of the main run; default 1. */
  readonly seed?: number;
  /** How many further seeds go into the table; default 20. */
  readonly furtherSeeds?: number;
  /** Fewer problems, smaller widths: within a minute. For reproductions that simulate. */
  readonly quick?: boolean;
  /** The folder of tables, for reproductions that read some; default ../shared/data/uci. */
  readonly data?: string;
  readonly signal?: AbortSignal;
  /** A line on what is being done. */
  readonly onProgress?: (line: string) => void;
}

/** A table of the page. Cells are printed as they are. */
export interface NumberTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Drawn as NAME.svg and NAME.png. */
export interface Picture {
  readonly name: string;
  readonly caption: string;
  readonly chart: Chart;
}

/** Everything one reproduction found: plain data, not yet written anywhere. */
export interface Reproduced {
  readonly claims: readonly Claim[];
  readonly pictures: readonly Picture[];
  readonly tables: readonly NumberTable[];
  /** Tables as text for other programs, each written under its name. */
  readonly sheets?: readonly { readonly name: string; readonly text: string }[];
  /** Plain JSON: the data and every number behind the pictures. */
  readonly numbers: object;
  /** What was chosen here because the source leaves it open, and every exception. */
  readonly notes: readonly string[];
}

/** One figure, table or theorem that can be run again. */
export interface Reproduction {
  /** As on the command line: "figure-1". */
  readonly name: string;
  readonly title: string;
  /** What the source shows, in a sentence or two. */
  readonly statement: string;
  run(options: ReproductionOptions): Promise<Reproduced>;
}

/** Between parts of a long work: stops when asked, and lets the event loop have its turn so that it can be asked. */
export async function breathe({ signal }: ReproductionOptions): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}

/** What comes of each seed: of the main one first, then of the further ones. */
export async function everySeed<Result>(
  options: ReproductionOptions,
  oneSeed: (seed: number) => Promise<Result>,
): Promise<Result[]> {
  const { seed = 1, furtherSeeds = 20, onProgress } = options;
  const all: Result[] = [];
  for (let k = 0; k <= furtherSeeds; k++) {
    await breathe(options);
    onProgress?.(`seed ${seed + k} (${k + 1} of ${furtherSeeds + 1})`);
    all.push(await oneSeed(seed + k));
  }
  return all;
}

/** A number as a reader wants it: four digits. */
export function short(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(4))) : value.toExponential(1);
}

/** What was measured, as a reader wants it; results.json has every digit. */
export function measuredText({ measured }: Claim): string {
  return typeof measured === "number" ? short(measured) : measured;
}
