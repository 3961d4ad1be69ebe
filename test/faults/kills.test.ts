import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJournalLine } from "@halfspace/sweeps";
import { randomGenerator } from "halfspace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallTable } from "../command-line/halfspace.js";
import { halfspaceProcess, smallSweep } from "../sweeps/processes.js";

/**
 * Commands that are ended at random moments, by kill -9 and by SIGTERM in turn: what was there before is there, or all of what comes after it.
 * Workers and coordinators of a queue are killed in test/sweeps/chaos.test.ts.
 */

/** Of each command; `npm run faults` takes 20. */
const kills = Number(process.env.HALFSPACE_KILLS ?? 2);
const random = randomGenerator(Number(process.env.HALFSPACE_CHAOS_SEED ?? 7));

let folder = "";
const at = (...names: string[]) => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-kills-"));
  writeFileSync(at("beams.csv"), smallTable(400));
  writeFileSync(at("many.csv"), smallTable(30_000));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs to the end. @returns seconds */
function undisturbed(words: readonly string[]): number {
  const began = performance.now();
  const program = join(import.meta.dirname, "..", "..", "command-line", "dist", "main.js");
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: "utf8" });
  expect([status, stderr], words.join(" ")).toEqual([0, expect.anything()]);
  return (performance.now() - began) / 1000;
}

/** Ends the command after a part of the seconds that it takes. @returns the exit code; null after kill -9 */
async function endedAfter(seconds: number, words: readonly string[], signal: NodeJS.Signals): Promise<number | null> {
  const { process: child, ended, output } = halfspaceProcess(words);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  child.kill(signal);
  const code = await ended;
  // A little before its end, and a little behind it, a command may be done.
  expect([null, 0, 130, 143], output()).toContain(code);
  if (code === 130) expect(output()).toMatch(/^(?:.*\n)*halfspace: interrupted(?:; [^\n]*)?\.\n$/);
  return code;
}

const signalOf = (kill: number): NodeJS.Signals => (kill % 2 === 0 ? "SIGKILL" : "SIGTERM");

/** @param write the command with its output @param out the path that it writes */
async function oldOrNew(words: readonly string[], out: string, isWhole: (text: string) => boolean): Promise<void> {
  const seconds = undisturbed([...words, "--out", out]);
  const whole = readFileSync(out, "utf8");
  expect(isWhole(whole)).toBe(true);
  for (let kill = 0; kill < kills; kill++) {
    writeFileSync(out, "as it was");
    const before = readdirSync(folder).length;
    const code = await endedAfter(1.1 * seconds * random.uniform(), [...words, "--out", out], signalOf(kill));
    const now = readFileSync(out, "utf8");
    expect(now === "as it was" || now === whole, `${now.length} bytes after kill ${kill}`).toBe(true);
    if (code === 0) expect(now).toBe(whole);
    // Only kill -9 may leave what was being written beside its place.
    const partial = readdirSync(folder).filter((name) => name.endsWith(".partial"));
    if (signalOf(kill) === "SIGTERM") expect(readdirSync(folder)).toHaveLength(before);
    for (const name of partial) rmSync(at(name));
  }
}

describe(`${kills} kills of each command leave what was there, or all of what comes after it`, () => {
  const fitOf = () => ["fit", at("beams.csv"), "--target", "strength", "--gates", "100", "--fresh", "0"];

  it("fit", async () => {
    await oldOrNew(fitOf(), at("model.json"), (text) => JSON.parse(text).format === "halfspace-model");
  }, 600_000);

  it("predict", async () => {
    undisturbed([...fitOf(), "--lambda", "0.1", "--out", at("model.json")]);
    const words = ["predict", at("model.json"), at("many.csv")];
    await oldOrNew(words, at("predictions.csv"), (text) => text.trim().split("\n").length === 30_001);
  }, 600_000);

  it("sweep: given again, it goes on and has the same results, no job lost and none twice", async () => {
    const sweep = smallSweep(folder, 3);
    const words = (out: string) => ["sweep", sweep, "--out", at(out), "--threads", "1"];
    const seconds = undisturbed(words("calm"));
    const results = readFileSync(at("calm", "results.json"), "utf8");
    for (let kill = 0; kill < kills; kill++) {
      const out = `stormy-${kill}`;
      await endedAfter(seconds * random.uniform(), words(out), signalOf(kill));
      undisturbed(words(out));
      expect(readFileSync(at(out, "results.json"), "utf8")).toBe(results);
      const names = readFileSync(at(out, "journal.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => readJournalLine(line)?.job);
      expect(names).not.toContain(undefined);
      expect([names.length, new Set(names).size]).toEqual([27, 27]);
    }
  }, 900_000);

  it("reproduce: a folder with files of before, or of after it, none of them half-written", async () => {
    const words = (out: string) => ["reproduce", "figure-2", "--seeds", "0", "--out", at(out)];
    const seconds = undisturbed(words("whole"));
    const names = readdirSync(at("whole"));
    for (let kill = 0; kill < kills; kill++) {
      const out = `cut-${kill}`;
      cpSync(at("whole"), at(out), { recursive: true });
      for (const name of names) writeFileSync(at(out, name), "as it was");
      await endedAfter(1.1 * seconds * random.uniform(), words(out), signalOf(kill));
      for (const name of names) {
        const now = readFileSync(at(out, name));
        const [isOld, isNew] = [now.equals(Buffer.from("as it was")), now.equals(readFileSync(at("whole", name)))];
        expect(isOld || isNew || isWithTimes(name, now), `${name} after kill ${kill}`).toBe(true);
      }
      rmSync(at(out), { recursive: true });
    }
    expect(existsSync(at("whole"))).toBe(true);
  }, 900_000);
});

/** Files that hold seconds differ from run to run; they are whole where they can be read. */
function isWithTimes(name: string, bytes: Buffer): boolean {
  if (name.endsWith(".json")) return JSON.parse(bytes.toString()) !== undefined;
  if (name.endsWith(".html") || name.endsWith(".svg")) return /<\/(?:html|svg)>\s*$/.test(bytes.toString());
  return name.endsWith(".png") && bytes.subarray(-8, -4).toString("latin1") === "IEND";
}
