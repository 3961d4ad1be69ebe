import type { Reproduced, Reproduction } from "../reproduction.js";
import type { TableJob } from "./columns.js";
import { nestedTable } from "./nested-table.js";
import { networksTable, shapedNetworks } from "./networks-table.js";
import { paperLambdas, paperTable } from "./paper-table.js";
import { correctedSets, type PublishedRow, publishedTable } from "./published-table.js";

export type { TableJob } from "./columns.js";

/**
 * "paper": λ chosen on the test rows, as the table seems to be made. "nested": everything chosen on the training rows. "networks": nested too,
 * of deeper networks and other activations.
 */
export type TableProtocol = "paper" | "nested" | "networks";

/** The names of the sets, in the paper's order, then the corrected ones. */
export const tableSets: readonly string[] = [...publishedTable.map(({ set }) => set), ...correctedSets];

/**
 * What a table is called and says, for its page.
 * @returns name, title and statement
 */
export function tableTitle(protocol: TableProtocol): Omit<Reproduction, "run"> {
  return { name: "table-1", ...titles[protocol] };
}

const titles: Readonly<Record<TableProtocol, Pick<Reproduction, "title" | "statement">>> = {
  paper: {
    title: "Table 1 by the paper's protocol",
    statement:
      "Test accuracy of the NTK and of Algorithm 1 on 33 two-class tables, each at the λ of a grid that is best on the test rows, beside the paper's figures.",
  },
  nested: {
    title: "Table 1 by a nested protocol",
    statement:
      "Test accuracy of kernels, convex networks and their automatic choice on the same tables, with λ and everything else chosen on the training rows alone.",
  },
  networks: {
    title: "Two against three layers and other activations, on the tables of Table 1",
    statement:
      "Test accuracy of convex networks with two, three and four layers, and of two layers with leaky ReLU, absolute value and thresholds; as many sampled gates each, λ by the same cross-validation on the training rows alone. The paper extends its program to deeper networks (appendix D) and prints no figures for them.",
  },
};

/** Where the table of a set is: a file, or the answer of a database. */
export type TableOfSet = { readonly file: string } | { readonly sql: string; readonly database: string };

/**
 * The sweep behind the table, as a sweep file holds it.
 * @param sources where the table of each set is, by the name of the set
 * @returns the sweep file, as an object
 */
export function tableSweep(protocol: TableProtocol, sources: ReadonlyMap<string, TableOfSet>, splits: number) {
  return {
    format: "halfspace-sweep",
    version: 1,
    sets: [...sources].map(([name, source]) => ({ name, ...source, target: "label" })),
    splits: Array.from({ length: splits }, (_, k) => k + 1),
    gates: 500,
    ...asked[protocol],
  };
}

const asked: Readonly<Record<TableProtocol, object>> = {
  paper: { models: ["neural-tangent", "algorithm-1"], lambdas: paperLambdas, standardise: false, bias: false },
  nested: { models: ["auto"] },
  networks: { models: ["neural-tangent", ...shapedNetworks.map(([model]) => model)] },
};

/**
 * The table from the results of its sweep.
 * @returns claims, numbers and pictures
 */
export function tableOne(protocol: TableProtocol, jobs: readonly TableJob[]): Reproduced {
  const sets = new Set(jobs.map(({ job }) => job.set));
  const published: PublishedRow[] = publishedTable.filter(({ set }) => sets.has(set));
  if (protocol === "networks") return networksTable(jobs);
  return protocol === "paper" ? paperTable(jobs, published) : nestedTable(jobs, published);
}
