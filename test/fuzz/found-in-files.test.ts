import { readTable, toCsv } from "@halfspace/tables";
import { databaseAddress } from "@halfspace/tables/node";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { checkers } from "../training/evidence-files.js";
import { evidenceOf, kinds } from "../training/evidence-kinds.js";

/** What `npm run fuzz` has found in the reading of tables and evidence, each as the small input that it shrank to. */

describe("tables", () => {
  it("of one column keep their missing cells when they are written and read again", async () => {
    const table = await readTable('x\n0\n""\n0\n', { header: true });
    expect(table.rowCount).toBe(3);
    expect(toCsv(table)).toBe('x\n0\n""\n0\n');
    expect((await readTable(toCsv(table), { header: true })).rowCount).toBe(3);
  });

  it("whose first row holds truth values above numbers have no row of units", async () => {
    const text = "a,b,c\ntrue,true,x\n,31.12.1999,y\n-5,31.12.1999,z\n-5,31.12.1999,w\n";
    expect((await readTable(text, { header: true })).rowCount).toBe(4);
  });

  it("have the same rows when they are written and read again, where a column below a row of words is empty", async () => {
    for (const text of ["x,y\noak ,oak\n?,NA\n?,0\n?,0\n", "x,y\noak,elm\n?,NA\n1,0\n2,0\n"]) {
      const table = await readTable(text, { header: true });
      const again = await readTable(toCsv(table), { header: true });
      expect(again.rowCount).toBe(table.rowCount);
    }
  });

  it("Arrow files whose lists are longer than they are end in a line, not in all the memory", async () => {
    for (const format of ["stream", "file"] as const) {
      const bytes = tableToIPC(tableFromArrays({ x: [1, 2, 3], word: ["a", "b", "a"] }), { format }) as Uint8Array;
      let refused = 0;
      for (let at = 8; at + 4 <= bytes.length; at += 4) {
        const damaged = bytes.slice();
        damaged.set([0xff, 0xff, 0xff, 0x3f], at);
        const found = await readTable(damaged).catch((error: Error) => error);
        if (!(found instanceof Error)) continue;
        expect(found.name).toBe("FormatError");
        expect(found.message).not.toMatch(/undefined|\n/);
        refused++;
      }
      expect(refused).toBeGreaterThan(20);
    }
  });

  it("JSON with a line end at the wrong place is refused in one line", async () => {
    const error = await readTable('[{ "a":\u000b\n 1, "b": [1, 2] }]').catch((reason: Error) => reason);
    expect((error as Error).name).toBe("FormatError");
    expect((error as Error).message).not.toContain("\n");
  });

  it("a password at the wrong place of an address is not shown", () => {
    expect(() => databaseAddress("postgres://db//ann:secret@host")).toThrow(/an address that cannot be read/);
  });
});

describe("evidence", () => {
  it("that is no JSON has a verdict of one line, whatever piece of it is shown", () => {
    for (const { check } of checkers) expect(check(['{"a": [1\n,-2.5,, "b"]}', "{}"])).toHaveLength(2);
  });

  it("without a part that it had is refused", async () => {
    const { program: _, ...rest } = JSON.parse(await evidenceOf(kinds.ntk));
    for (const { language, check } of checkers) {
      expect([language, check([JSON.stringify(rest)])[0]]).toEqual([
        language,
        { proved: false, words: "NOT proved: program is not what its hash names" },
      ]);
    }
  });
});
