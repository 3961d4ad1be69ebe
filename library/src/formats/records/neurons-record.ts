import { type ReluNetwork, reluNetwork } from "../../networks/relu.js";
import { matrixOf, type TableRecord, tableRecord } from "./vocabulary.js";

/** The weights of plain neurons. */
export interface NeuronsRecord {
  hidden: TableRecord;
  output: TableRecord;
}

export const neuronsRecord = ({ hidden, output }: ReluNetwork): NeuronsRecord => ({
  hidden: tableRecord(hidden),
  output: tableRecord(output),
});

export const neuronsOf = ({ hidden, output }: NeuronsRecord): ReluNetwork =>
  reluNetwork(matrixOf(hidden), matrixOf(output));
