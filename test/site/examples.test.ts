import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { root } from "../../site/src/contents.js";
import { examples, promisedOutput } from "../../site/src/reference/examples.js";
import { type OwnRedis, startRedis } from "../sweeps/redis.js";

const all = examples();

// The example of the queue finds it under this address.
let redis: OwnRedis;
beforeAll(async () => {
  redis = await startRedis();
  process.env.REDIS = redis.url;
});
afterAll(() => redis?.stop());

describe("the programs of the reference run, and print what they promise", () => {
  afterEach(() => vi.restoreAllMocks());

  for (const { file, title, code } of all) {
    it(`${file}: ${title}`, async () => {
      const printed: string[] = [];
      vi.spyOn(console, "log").mockImplementation((...values) => void printed.push(values.join(" ")));
      await import(join(root, file));
      if (process.env.UPDATE_EXAMPLES) writePromises(file, printed);
      else expect(printed).toEqual(promisedOutput(code));
      expect(printed.length, "an example prints something").toBeGreaterThan(0);
    });
  }
});

/** Puts what was printed behind the lines that print; to be looked at before it is kept. */
function writePromises(file: string, printed: readonly string[]): void {
  const path = join(root, file);
  const lines = readFileSync(path, "utf8").split("\n");
  let at = 0;
  const promised = lines.map((line) => {
    if (!/console\.log\(/.test(line)) return line;
    return `${line.replace(/ *\/\/ → .*$/, "")} // → ${printed[at++]}`;
  });
  expect(at, "one line of the program for each printed line").toBe(printed.length);
  writeFileSync(path, promised.join("\n"));
}
