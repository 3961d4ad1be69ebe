import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { targets } from "./targets/index.js";

/** A few seconds of `npm run fuzz`, always the same inputs; the command goes on for as long as one likes. */

const program = join(import.meta.dirname, "..", "..", "scripts", "fuzz.js");

async function fuzz(...words: string[]) {
  const child = spawn(process.execPath, [program, ...words], { env: { ...process.env, HALFSPACE_FUZZ_FEW: "1" } });
  const [said, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  return { code, said, complained };
}

it("random input to every part of halfspace breaks nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "halfspace-fuzz-test-"));
  try {
    const { code, said, complained } = await fuzz("--runs", "12", "--seed", "3", "--folder", folder);
    const failures = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect([code, failures, complained], said).toEqual([0, [], ""]);
    for (const name of Object.keys(targets)) expect(said).toMatch(new RegExp(`  ${name}: [1-9]\\d* calls`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);

it("flags that it does not know are one line and its usage", async () => {
  const { code, complained } = await fuzz("--only", "nobody");
  expect(code).toBe(2);
  expect(complained).toMatch(/^fuzz: a flag is wrong\.\nnpm run fuzz/);
});
