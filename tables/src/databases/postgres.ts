import type { DatabaseAddress } from "./address.js";
import { driver, type QueryRows, rowsAtOnce } from "./query-rows.js";

const booleanType = 16;

/** Numbers and dates come as PostgreSQL writes them, so that decimals keep their digits and dates their day; booleans as such. */
const types = {
  getTypeParser: (type: number) => (text: string) => (type === booleanType ? text === "t" : text),
};

/** Reads a query from PostgreSQL through a cursor, in a transaction that cannot write. The password may stand in PGPASSWORD. */
export async function readPostgres<Result>(
  { location }: DatabaseAddress,
  sql: string,
  use: (rows: QueryRows) => Promise<Result>,
): Promise<Result> {
  const { default: postgres } = await driver("pg", () => import("pg"));
  const client = new postgres.Client({ connectionString: location, types, connectionTimeoutMillis: 10_000 });
  // A connection that breaks is told to the query that waits.
  client.on("error", () => {});
  await client.connect();
  const ask = (text: string) => {
    // Extended: one statement and no more.
    const question = { text, rowMode: "array" as const, queryMode: "extended" };
    return client.query<unknown[]>(question);
  };
  try {
    await ask("begin transaction read only");
    await ask("set local datestyle to 'ISO, YMD'");
    await ask(`declare halfspace_rows no scroll cursor for ${sql.trim().replace(/;\s*$/, "")}`);
    const fetch = () => ask(`fetch ${rowsAtOnce} from halfspace_rows`);
    const first = await fetch();
    async function* batches(): AsyncGenerator<unknown[][]> {
      for (let found = first; found.rows.length > 0; found = await fetch()) yield found.rows;
    }
    return await use({ names: first.fields.map(({ name }) => name), batches: batches() });
  } finally {
    await client.end();
  }
}
