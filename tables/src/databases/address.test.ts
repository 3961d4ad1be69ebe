import { InputError } from "halfspace";
import { describe, expect, test } from "vitest";
import { databaseAddress, withoutPassword } from "./address.js";
import { driver } from "./query-rows.js";

describe("addresses of databases", () => {
  test.each([
    ["postgres://ann:pw@db.example.org:5433/sales?sslmode=require", "postgres", "postgres://db.example.org:5433/sales"],
    ["postgresql://db/sales", "postgres", "postgres://db/sales"],
    ["houses.sqlite", "sqlite", "houses.sqlite"],
    ["/data/a b/houses.DB", "sqlite", "/data/a b/houses.DB"],
    ["houses.duckdb", "duckdb", "houses.duckdb"],
  ])("%s", (given, kind, place) => {
    expect(databaseAddress(given)).toMatchObject({ kind, place });
  });

  test.each(["mysql://ann:pw@host/x", "houses", "postgres:/ann:pw@", "https://ann:pw@host/x.duckdb"])("%s", (given) => {
    expect(() => databaseAddress(given)).toThrow(InputError);
    expect(() => databaseAddress(given)).toThrow(/^database: got an address that cannot be read/);
    expect(() => databaseAddress(given)).not.toThrow(/pw/);
  });

  test("a message loses the password, also as it was written", () => {
    const address = databaseAddress("postgres://ann:p%40ss@host/sales");
    expect(withoutPassword("no such user\n ann with p@ss or p%40ss", address)).toBe("no such user ann with ••• or •••");
  });

  test("a driver that is not installed is one line", async () => {
    const absent = "no-such-driver";
    const failure = await driver(absent, () => import(absent)).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as Error).message).toMatch(
      /^database: got a database whose driver, the package no-such-driver, cannot/,
    );
    expect((failure as Error).message).not.toContain("\n");
  });
});
