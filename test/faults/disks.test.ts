import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { atWork, smallTable, temporaryFolder } from "../command-line/halfspace.js";
import { smallSweep } from "../sweeps/processes.js";

/** What goes wrong around a command: its disk, its folders, its table, its memory. Each is one line and leaves nothing half-written. */

const folder = temporaryFolder();
const quick = ["--gates", "10", "--lambda", "0.1", "--fresh", "0"];
const fitOf = (table: string, out: string) => ["fit", table, "--target", "strength", ...quick, "--out", out];
const oneLine = /^(?:[^\n]*\n)?halfspace: [^\n]+\n$/;

/** Whether this machine lets a test mount a disk of its own. */
const mayMount = process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0;

/** A disk in memory. @param settings as mount has them: "size=64k", "ro" */
async function onDisk(settings: string, use: (place: string) => Promise<void>): Promise<void> {
  const place = folder.path("disk");
  mkdirSync(place, { recursive: true });
  if (spawnSync("mount", ["-t", "tmpfs", "-o", settings, "tmpfs", place]).status !== 0) {
    console.warn("Skipped: no disk can be mounted here.");
    return;
  }
  try {
    await use(place);
  } finally {
    execFileSync("umount", ["--lazy", place]);
  }
}

describe.skipIf(!mayMount)("a disk", () => {
  it("that is full: model, predictions and report are refused in one line, and nothing is left", async () => {
    folder.write("beams.csv", smallTable(300));
    expect((await folder.inShell(...fitOf("beams.csv", "model.json"))).code).toBe(0);
    await onDisk("size=16k", async (place) => {
      writeFileSync(join(place, "full"), new Uint8Array(12_288));
      for (const words of [
        fitOf("beams.csv", join(place, "model.json")),
        ["predict", "model.json", "beams.csv", "--out", join(place, "predictions.csv")],
        ["card", "model.json", "--out", join(place, "card.html")],
        ["export", "model.json", "--format", "js", "--out", join(place, "model.js")],
        ["verify", "model.json", "beams.csv", "--evidence", join(place, "evidence.json")],
      ]) {
        const { code, stderr } = await folder.inShell(...words);
        expect([code, words[0], stderr]).toEqual([2, words[0], expect.stringMatching(oneLine)]);
        expect(stderr).toContain("ENOSPC");
        // A card is two files, each of them whole.
        expect(readdirSync(place).filter((name) => name !== "card.html.md")).toEqual(["full"]);
      }
    });
  });

  it("that is full in the middle of a sweep: one line, and given again with room it goes on", async () => {
    const sweep = smallSweep(folder.path("."), 1);
    await onDisk("size=16k", async (place) => {
      const out = join(place, "sweep");
      writeFileSync(join(place, "full"), new Uint8Array(4096));
      const { code, stderr } = await folder.halfspace("sweep", sweep, "--out", out, "--threads", "1");
      expect([code, stderr]).toEqual([2, expect.stringMatching(oneLine)]);
      expect(stderr).toContain("ENOSPC");
      rmSync(join(place, "full"));
      execFileSync("mount", ["-o", "remount,size=1m", place]);
      const again = await folder.halfspace("sweep", sweep, "--out", out, "--threads", "1");
      expect([again.code, again.stderr]).toEqual([0, expect.anything()]);
    });
  });

  it("that may only be read: one line before any work", async () => {
    folder.write("beams.csv", smallTable(300));
    await onDisk("size=64k,ro", async (place) => {
      for (const words of [
        fitOf("beams.csv", join(place, "model.json")),
        ["reproduce", "figure-2", "--seeds", "0", "--out", join(place, "figure")],
        ["sweep", smallSweep(folder.path("."), 1), "--out", join(place, "sweep")],
      ]) {
        const { code, stderr } = await folder.inShell(...words);
        expect([code, words[0], stderr]).toEqual([2, words[0], expect.stringMatching(oneLine)]);
      }
    });
  });
});

describe("folders and tables that change", () => {
  const long = ["--gates", "150", "--folds", "5", "--fresh", "0"];

  it("the folder of the output is gone when the work is done: one line", async () => {
    folder.write("beams.csv", smallTable(1500));
    mkdirSync(folder.path("gone"));
    const { child, outcome } = folder.start(
      "fit",
      "beams.csv",
      "--target",
      "strength",
      ...long,
      "--out",
      "gone/model.json",
    );
    await atWork(child, 0.8);
    rmSync(folder.path("gone"), { recursive: true });
    const { code, stderr } = await outcome;
    expect([code, stderr]).toEqual([2, expect.stringMatching(oneLine)]);
    expect(stderr).toContain("gone/model.json");
  });

  it("the table is cut short while it is read, or grows: a model of what was read, or one line", async () => {
    for (const change of [0, 1]) {
      folder.write("large.csv", smallTable(120_000));
      const { child, outcome } = folder.start(...fitOf("large.csv", "large.json"));
      await atWork(child, 0.3);
      if (change === 0) truncateSync(folder.path("large.csv"), 3_000_001);
      else writeFileSync(folder.path("large.csv"), smallTable(20_000).slice(40), { flag: "a" });
      const { code, stderr } = await outcome;
      expect([0, 1, 2], stderr).toContain(code);
      if (code === 2) expect(stderr).toMatch(oneLine);
      else expect(JSON.parse(folder.read("large.json")).format).toBe("halfspace-model");
    }
  });

  it.skipIf(process.platform === "win32")(
    "standard output is full, the folder to work in is gone, no more files can be opened: one line",
    async () => {
      folder.write("beams.csv", smallTable(60));
      const main = join(import.meta.dirname, "..", "..", "command-line", "dist", "main.js");
      const fit = `"${process.execPath}" "${main}" fit "${folder.path("beams.csv")}" --target strength ${quick.join(" ")}`;
      const cases: Record<string, RegExp> = {
        [`${fit} --out "${folder.path("told.json")}" > /dev/full`]: /standard output cannot be written: ENOSPC/,
        [`mkdir left && cd left && rmdir ../left && ${fit} --out x.json`]: /the system refuses: ENOENT/,
        [`ulimit -n 22 && ${fit}`]: /cannot be loaded: EMFILE/,
      };
      for (const [command, words] of Object.entries(cases)) {
        const { status, stderr } = spawnSync("sh", ["-c", command], { cwd: folder.path("."), encoding: "utf8" });
        expect([status, stderr]).toEqual([2, expect.stringMatching(oneLine)]);
        expect(stderr).toMatch(words);
      }
    },
  );

  it("two fits to one file: the file is one of the two models", async () => {
    folder.write("beams.csv", smallTable(200));
    const seeds = ["1", "2"].map((seed) => [...fitOf("beams.csv", "both.json"), "--seed", seed]);
    const alone: string[] = [];
    for (const words of seeds) {
      expect((await folder.inShell(...words)).code).toBe(0);
      alone.push(folder.read("both.json"));
    }
    const together = await Promise.all(seeds.map((words) => folder.halfspace(...words)));
    expect(together.map(({ code }) => code)).toEqual([0, 0]);
    expect(alone).toContain(folder.read("both.json"));
    expect(folder.list().filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("more words than Node has memory for: one line", async () => {
    const lines = Array.from({ length: 400_000 }, (_, row) => `word ${row} of many,${row % 7}`);
    folder.write("words.csv", `word,strength\n${lines.join("\n")}\n`);
    const { code, stderr } = await folder.halfspaceWith(
      ["--max-old-space-size=40"],
      ...fitOf("words.csv", "words.json"),
    );
    expect([code, stderr]).toEqual([2, expect.stringMatching(oneLine)]);
    expect(stderr).toContain("more memory");
  });

  it("a table that is a link to itself, a folder, a device without end: one line", async () => {
    symlinkSync("round.csv", folder.path("round.csv"));
    for (const table of ["round.csv", ".", "/dev/zero", "/dev/urandom"]) {
      const { child, outcome } = folder.start("fit", table, "--target", "x");
      const late = setTimeout(60_000, "late", { ref: false });
      const found = await Promise.race([outcome, late]);
      if (found === "late") child.kill("SIGKILL");
      expect([table, found]).toEqual([
        table,
        expect.objectContaining({ code: 2, stderr: expect.stringMatching(oneLine) }),
      ]);
    }
  });
});
