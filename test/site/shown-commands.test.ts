import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../site/src/contents.js";
import { promisedOutput } from "../../site/src/reference/examples.js";
import { temporaryFolder } from "../command-line/halfspace.js";
import { differences, type ShownBlock, shownBlocks, shownCommands } from "./shown-blocks.js";

const pages = [
  "README.md",
  "docs/tutorial.md",
  ...["imbalance", "dates", "missing-values", "serving"].map((name) => `docs/recipes/${name}.md`),
  "docs/mathematics.md",
  "docs/troubleshooting.md",
];
const cars = join(root, "node_modules", "vega-datasets", "data", "cars.json");

// One folder and one process for all pages: no two of them have files of one name.
const folder = temporaryFolder();

for (const page of pages) {
  describe(page, () => {
    /** A file that a command has written must be as shown; any other is written, and a program is run. */
    const takeFile = ({ name = "", content }: ShownBlock) => {
      if (existsSync(folder.path(name))) {
        expect(differences(content, folder.read(name))).toEqual([]);
        return;
      }
      folder.write(name, content);
      if (!name.endsWith(".mjs")) return;
      const printed = execFileSync(process.execPath, [folder.path(name)], { cwd: folder.path("."), encoding: "utf8" });
      const promised = promisedOutput(content);
      if (promised.length > 0) expect(differences(promised.join("\n"), printed)).toEqual([]);
    };

    it("its commands print what it shows, its files are as it shows them, and its programs run", async () => {
      copyFileSync(cars, folder.path("cars.json"));
      for (const block of shownBlocks(page)) {
        if (block.name !== undefined) takeFile(block);
        if (block.language !== "console") continue;
        for (const { words, output } of shownCommands(block)) {
          const { stdout, stderr } = await folder.inShell(...words);
          expect(differences(output, stdout + stderr), words.join(" ")).toEqual([]);
        }
      }
      // Seconds on a quiet machine; a busy one takes several times as long.
    }, 180_000);
  });
}
