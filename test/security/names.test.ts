import { expandSweep, readJournalLine } from "@halfspace/sweeps";
import { queueAddress } from "@halfspace/sweeps/queue";
import { databaseAddress } from "@halfspace/tables/node";
import { toJavaScriptModule, train } from "halfspace";
import { describe, expect, it } from "vitest";
import { parseFormula } from "../../studio/src/problems/formula.js";
import { readLink } from "../../studio/src/problems/link.js";
import { each, refused } from "./attacks.js";

/** Hostile records, addresses, links, formulas and names: refused in one line, or harmless. */

const places = { folder: "/nowhere", kept: "/nowhere" };
const sweep = {
  format: "halfspace-sweep",
  version: 1,
  sets: [{ name: "s", file: "t.csv", target: "y" }],
  models: ["gaussian"],
};

describe("records and addresses", () => {
  each(
    {
      "a sweep that is nothing": () => expandSweep(null, places),
      "a sweep with a part that it does not know": () => expandSweep({ ...sweep, run: "rm -rf /" }, places),
      "a sweep of a model that it does not know": () => expandSweep({ ...sweep, models: ["constructor"] }, places),
      "a sweep with λ below 0": () => expandSweep({ ...sweep, lambdas: [-1] }, places),
      "a sweep of no table": () => expandSweep(sweep, places),
      "a queue by another protocol": () => queueAddress("file:///etc/passwd", {}),
      "a queue with half a character": () => queueAddress("redis://u:%zz@h", {}),
      "a queue in a database of words": () => queueAddress("redis://h/../../x", {}),
      "a database by another protocol": () => databaseAddress("javascript:alert(1)"),
      "a database with a password for a name": () => databaseAddress("postgres://h//u:secret@x"),
    },
    refused,
  );

  each(
    {
      "lines of a journal that somebody wrote": () => {
        for (const line of [
          "",
          "5",
          "null",
          "[]",
          "{}",
          '{"job": {}, "result": 1, "checksum": {}}',
          `{"job": "${"a".repeat(64)}"}`,
        ]) {
          expect(readJournalLine(line)).toBeUndefined();
        }
      },
      "a link of the studio with numbers that are none": () => {
        const shared = readLink(
          "#kind=plane&inputs=0 NaN 1e999 x&targets=0 0&seed=-1&place=7&problem=__proto__&model=constructor",
        );
        expect(Object.values(shared).filter((value) => value !== undefined)).toEqual([]);
      },
      "a formula of the studio that is code": () => {
        for (const text of [
          "constructor",
          "x.constructor",
          "alert(1)",
          "this",
          "(()=>1)()",
          "__proto__",
          "sin",
          "1;2",
          "`x`",
        ]) {
          expect(() => parseFormula(text, ["x"])).toThrow();
        }
      },
    },
    (attack) => attack(),
  );
});

const rows = Array.from({ length: 14 }, (_, j) => [Math.sin(j), Math.cos(3 * j), j % 4]);
const targets = rows.map(([a, b]) => Math.abs(a) - b);

describe("modules of JavaScript", () => {
  const hostile = [
    "*/ globalThis.broken = 1; /*",
    "\n globalThis.broken = 1; //",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what would be one in the module
    "`${globalThis.broken = 1}`",
    '"]; globalThis.broken = 1; ["',
    "\\u2028 globalThis.broken = 1",
    "</script><script>broken = 1</script>",
  ];
  for (const name of hostile) {
    it(`a column that is called ${JSON.stringify(name)} is a name and no code`, async () => {
      const model = await train({ inputs: rows, targets, gates: 3, lambdaFraction: 0.3 });
      const text = toJavaScriptModule(model, [name, "b", "c"]);
      const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
      expect(module.predict(rows)).toHaveLength(rows.length);
      expect((globalThis as { broken?: unknown }).broken).toBeUndefined();
    });
  }
});
