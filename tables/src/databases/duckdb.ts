import type { DatabaseAddress } from "./address.js";
import { driver, type QueryRows } from "./query-rows.js";

/** Reads a query from a file of DuckDB chunk by chunk; the file cannot be written. Decimals and long integers keep their digits. */
export async function readDuckdb<Result>(
  { location }: DatabaseAddress,
  sql: string,
  use: (rows: QueryRows) => Promise<Result>,
): Promise<Result> {
  const { DuckDBInstance } = await driver("@duckdb/node-api", () => import("@duckdb/node-api"));
  const instance = await DuckDBInstance.create(location, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    const answer = await connection.stream(sql);
    return await use({ names: answer.columnNames(), batches: answer.yieldRowsJson() });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
