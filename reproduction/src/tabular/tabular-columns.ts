import type { SplitScore, SplitScores } from "@halfspace/tables";
import { type Cell, type Column, cellOf } from "../table-1/columns.js";
import type { StudyTable } from "./study-tables.js";

/** One job of the study with its result. */
export interface TabularJob {
  readonly job: { readonly set: string; readonly split: number; readonly model: string };
  readonly result: SplitScores;
}

/** A method of the study, as its column is called, and the model of its jobs. */
export interface Method {
  readonly name: string;
  readonly model: string;
}

const peerPrefix = "peer-";
const tunedSuffix = "-tuned";

/**
 * The methods of a study in the order of its columns: ours, other software at its defaults, and tuned.
 * @returns two, and two a peer
 */
export function methodsOf(peers: readonly string[]): Method[] {
  const of = (suffix: string) =>
    peers.map((peer) => ({ name: `${peer}${suffix}`, model: `${peerPrefix}${peer}${suffix}` }));
  return [{ name: "auto", model: "fit-auto" }, { name: "fit", model: "fit" }, ...of(""), ...of(tunedSuffix)];
}

export const isTuned = ({ name }: Pick<Method, "name">): boolean => name.endsWith(tunedSuffix);

/** Families that auto tries, as its candidates name them. */
export const families: readonly (readonly [family: string, title: string])[] = [
  ["gaussian", "Gaussian"],
  ["laplace", "Laplace"],
  ["learned-metric", "learned metric"],
  ["neural-tangent", "NTK"],
  ["relu-tangent", "ReLU NTK"],
  ["gated-relu", "gated ReLU"],
  ["average", "average of kernels"],
];

/** What a column shows of a result. */
export type Shown = (result: SplitScore, task: StudyTable["task"]) => number | null | undefined;

/** R² of numbers, and the share of classes that are right. */
const scoreOf: Shown = ({ r2, test }, task) => (task === "regression" ? r2 : test);

/** The results of one method, or of one family within auto, on every table; not numbers where there are none. */
export function columnOf(
  jobs: readonly TabularJob[],
  tables: readonly StudyTable[],
  { name, model, family }: Method & { readonly family?: string },
  shown: Shown = scoreOf,
): Column {
  const own = jobs.filter(({ job }) => job.model === model);
  const cellOfTable = ({ name: set, task }: StudyTable): Cell => {
    const splits = own.filter(({ job }) => job.set === set).sort((a, b) => a.job.split - b.job.split);
    return cellOf(
      splits.map(({ result }) => {
        const found = family === undefined ? result : result.families?.[family];
        return (found && shown(found, task)) ?? Number.NaN;
      }),
    );
  };
  return { name, cells: tables.map(cellOfTable) };
}

/** The tables on which every column has a result. */
export function sharedTables(columns: readonly Column[]): number[] {
  return columns[0].cells.flatMap((_, at) =>
    columns.every(({ cells }) => Number.isFinite(cells[at].mean)) ? [at] : [],
  );
}
