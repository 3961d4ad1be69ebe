import { correctedSets, type PublishedRow, publishedTable } from "./published-table-1.js";
import type { Reproduced, Reproduction } from "./reproduction.js";
import type { TableJob } from "./table-1-columns.js";
import { nestedTable } from "./table-1-nested.js";
import { paperLambdas, paperTable } from "./table-1-paper.js";

export type { Scored, TableJob } from "./table-1-columns.js";

/** "paper": λ chosen on the test rows, as the table seems to be made. "nested": everything chosen on the training rows. */
export type TableProtocol = "paper" | "nested";
export const tableProtocols: readonly TableProtocol[] = ["paper", "nested"];

/** The names of the sets, in the paper's order, then the corrected ones. */
export const tableSets: readonly string[] = [...publishedTable.map(({ set }) => set), ...correctedSets];

/** What a table is called and says, for its page. */
export function tableTitle(protocol: TableProtocol): Omit<Reproduction, "run"> {
  return {
    name: "table-1",
    title: protocol === "paper" ? "Table 1 by the paper's protocol" : "Table 1 by a nested protocol",
    statement:
      protocol === "paper"
        ? "Test accuracy of the NTK and of Algorithm 1 on 33 two-class tables, each at the λ of a grid that is best on the test rows, beside the paper's figures."
        : "Test accuracy of kernels, convex networks and their automatic choice on the same tables, with λ and everything else chosen on the training rows alone.",
  };
}

/**
 * The sweep behind the table, as a sweep file holds it.
 * @param files path of each table by the name of its set
 */
export function tableSweep(protocol: TableProtocol, files: ReadonlyMap<string, string>, splits: number) {
  return {
    format: "halfspace-sweep",
    version: 1,
    sets: [...files].map(([name, file]) => ({ name, file, target: "label" })),
    splits: Array.from({ length: splits }, (_, k) => k + 1),
    gates: 500,
    ...(protocol === "paper"
      ? { models: ["neural-tangent", "algorithm-1"], lambdas: paperLambdas, standardise: false, bias: false }
      : { models: ["auto"] }),
  };
}

/** The table from the results of its sweep. */
export function tableOne(protocol: TableProtocol, jobs: readonly TableJob[]): Reproduced {
  const sets = new Set(jobs.map(({ job }) => job.set));
  const published: PublishedRow[] = publishedTable.filter(({ set }) => sets.has(set));
  return protocol === "paper" ? paperTable(jobs, published) : nestedTable(jobs, published);
}
