import { execFileSync } from "node:child_process";
import { chmodSync, createReadStream, lstatSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { atWork, smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const fitInto = (out: string) => [
  ...["fit", "beams.csv", "--target", "strength", "--gates", "10", "--lambda", "0.1", "--fresh", "0", "--out", out],
];
const isModel = (content: string) => JSON.parse(content).format.startsWith("halfspace");

describe("what --out names", () => {
  it("a link stays, and what it points to is written, also where that is still to be made", async () => {
    folder.write("beams.csv", smallTable(40));
    folder.write("real.json", "{}");
    for (const [link, real] of [
      ["link.json", "real.json"],
      ["early.json", "later.json"],
    ]) {
      symlinkSync(real, folder.path(link));
      expect((await folder.inShell(...fitInto(link))).code).toBe(0);
      expect(readlinkSync(folder.path(link))).toBe(real);
      expect(lstatSync(folder.path(real)).isFile()).toBe(true);
      expect(isModel(folder.read(real))).toBe(true);
    }
  });

  it("a file keeps its mode; one that may not be written is refused before any work", async () => {
    folder.write("private.json", "{}");
    chmodSync(folder.path("private.json"), 0o600);
    expect((await folder.inShell(...fitInto("private.json"))).code).toBe(0);
    expect(statSync(folder.path("private.json")).mode & 0o777).toBe(0o600);

    folder.write("kept.json", "{}");
    chmodSync(folder.path("kept.json"), 0o444);
    const { code, stderr } = await folder.inShell(...fitInto("kept.json"));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "halfspace: --out: got kept.json, which may not be written (permission denied); expected another file\n",
    });
    expect(folder.read("kept.json")).toBe("{}");
  });

  it("a name as long as names can be is written; a longer one, and a link to itself, are refused in one line", async () => {
    const longest = `${"a".repeat(250)}.json`;
    expect((await folder.inShell(...fitInto(longest))).code).toBe(0);
    expect(isModel(folder.read(longest))).toBe(true);
    symlinkSync("round.json", folder.path("round.json"));
    for (const [out, words] of [
      [`a${longest}`, "which cannot be a file: ENAMETOOLONG"],
      ["round.json", "a link that leads nowhere"],
    ]) {
      const { code, stderr } = await folder.inShell(...fitInto(out));
      expect(code).toBe(2);
      expect(stderr).toContain(words);
      expect(stderr.trim()).not.toContain("\n");
    }
    expect(folder.list().filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("a full device is one line", async () => {
    const { code, stderr } = await folder.inShell(...fitInto("/dev/full"));
    expect(code).toBe(2);
    expect(stderr).toContain("/dev/full, which cannot be written: ENOSPC");
  });

  it("a pipe is written to whoever reads it, and Ctrl-C ends the wait for one", async () => {
    execFileSync("mkfifo", [folder.path("pipe")]);
    const read = text(createReadStream(folder.path("pipe")));
    expect((await folder.inShell(...fitInto("pipe"))).code).toBe(0);
    expect(isModel(await read)).toBe(true);
    expect(lstatSync(folder.path("pipe")).isFIFO()).toBe(true);

    const { child, outcome } = folder.start(...fitInto("pipe"));
    await setTimeout(2500);
    child.kill("SIGINT");
    expect((await outcome).code).toBe(130);
  });

  it("Ctrl-C ends the wait for somebody who writes the table into a pipe", async () => {
    execFileSync("mkfifo", [folder.path("table")]);
    const { child, outcome } = folder.start("fit", "table", "--target", "strength");
    await atWork(child, 0.15);
    await setTimeout(500);
    child.kill("SIGINT");
    expect((await outcome).code).toBe(130);
  });
});
