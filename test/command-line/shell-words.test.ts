import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { shellWord } from "../../command-line/src/shell-word.js";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const odd = [
  "plain.csv",
  "my table.csv",
  "it's.csv",
  "$HOME.csv",
  "`id`.csv",
  "a;b.csv",
  "-x.csv",
  "a\nb.csv",
  "*.csv",
  "~.csv",
  "",
];

describe("words for a shell", () => {
  it("come back from a shell as they were, a dash behind a folder", () => {
    for (const word of odd) {
      const back = execFileSync("sh", ["-c", `printf %s ${shellWord(word)}`]).toString();
      expect(back).toBe(word.startsWith("-") ? `./${word}` : word);
    }
  });

  it("the next command that fit names can be pasted", async () => {
    folder.write("my table.csv", smallTable(40));
    const flags = ["--gates", "10", "--lambda", "0.1", "--fresh", "0", "--out", "my model's.json"];
    const { stdout } = await folder.inShell("fit", "my table.csv", "--target", "strength", ...flags);
    expect(stdout).toContain(`Next: halfspace verify 'my model'\\''s.json' 'my table.csv'`);
  });
});
