import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeModel, fromModelFile, summariseModel, type TrainedModel, wordsOfModel } from "halfspace";
import { describe, expect, it } from "vitest";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { inShell: halfspace } = folder;

/** What is proved, over what, and what is not: one sentence, the same on every surface. */
describe("the sentence of a certificate", () => {
  it("is the same in the terminal, the report, verify, inspect and the file, and of the form that README.md shows", async () => {
    folder.write("beams.csv", smallTable());
    const fit = [
      "fit",
      "beams.csv",
      "--target",
      "strength",
      "--gates",
      "60",
      "--lambda",
      "0.1",
      "--report",
      "page.html",
    ];
    const { stdout } = await halfspace(...fit);
    const model = fromModelFile(folder.read("model.json")) as TrainedModel;
    const words = describeModel(model);
    const { proved, over, open } = wordsOfModel(model);
    expect(words).toBe(`${proved} ${over}; ${open}`);
    expect(stdout).toContain(`Certificate: ${words}\n`);
    expect(folder.read("page.html")).toContain(`${words}.`);
    expect((await halfspace("inspect", "model.json")).stdout).toContain(`Certificate (claimed): ${words}\n`);
    expect((await halfspace("verify", "model.json", "beams.csv")).stdout).toContain(`Verified: ${words}.\n`);
    expect(summariseModel(model).covers).toBe(words);
    const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
    const shown = /^Certificate: (.*)$/m.exec(readme)?.[1] ?? "";
    const withoutNumbers = (text: string) => text.replace(/\d+(\.\d+)?(e-\d+)?/g, "#");
    expect(withoutNumbers(shown)).toBe(withoutNumbers(words));
  });
});
