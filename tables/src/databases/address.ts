import { InputError } from "halfspace";

/** A database, and what of its address may be shown. */
export interface DatabaseAddress {
  readonly kind: "postgres" | "sqlite" | "duckdb";
  /** A path, or the whole URL with what it holds of a password. */
  readonly location: string;
  /** The address without user, password and parameters. */
  readonly place: string;
}

const endings = [
  ["sqlite", /\.(?:sqlite3?|db3?|s3db)$/i],
  ["duckdb", /\.(?:duckdb|ddb)$/i],
] as const;

/**
 * Reads postgres://[user[:password]@]HOST[:PORT]/NAME, or the path of a file of SQLite or DuckDB by its ending.
 * @returns the parts of the address
 * @throws InputError for anything else, without repeating what was given: it may hold a password
 */
export function databaseAddress(given: string): DatabaseAddress {
  if (/^postgres(?:ql)?:\/\//i.test(given) && URL.canParse(given)) {
    const { host, pathname } = new URL(given);
    // What else stands there may be a password at the wrong place.
    if (!/^\/?[^/@:]*$/.test(pathname)) throw unreadableAddress();
    return { kind: "postgres", location: given, place: `postgres://${host}${pathname}` };
  }
  const kind = given.includes("://") ? undefined : endings.find(([, ending]) => ending.test(given))?.[0];
  if (kind) return { kind, location: given, place: given };
  throw unreadableAddress();
}

const unreadableAddress = (): InputError =>
  new InputError({
    code: "wrong-type",
    argument: "database",
    got: "an address that cannot be read",
    expected: "postgres://HOST/NAME, a file.sqlite or a file.duckdb",
    hint: "A password with odd characters is written percent-encoded, or stands in PGPASSWORD.",
  });

/** What went wrong in a database, in one line and without the password. */
export function withoutPassword(message: string, { location, kind }: DatabaseAddress): string {
  const line = message.replace(/\s*\n\s*/g, " ").trim();
  if (kind !== "postgres") return line;
  const { password } = new URL(location);
  const secrets = [location, password, safelyDecoded(password), process.env.PGPASSWORD ?? ""];
  return secrets.filter((secret) => secret !== "").reduce((text, secret) => text.replaceAll(secret, "•••"), line);
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
