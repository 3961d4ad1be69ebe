import { describe, expect, it } from "vitest";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { halfspace } = folder;

describe("what a network is taken away as", () => {
  it("fit --report writes one page that stands alone", async () => {
    folder.write("beams.csv", smallTable());
    const { code } = await halfspace(
      ...["fit", "beams.csv", "--target", "strength", "--gates", "60", "--folds", "3", "--report", "beams & more.html"],
    );
    expect(code).toBe(0);
    const page = folder.read("beams & more.html");
    expect(page).toContain("<!doctype html>");
    expect(page).toMatch(/optimal to \de-\d+ for these \d+ sampled gates; says nothing of other gates/);
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|@import|url\((?!#)/);
    expect(page.match(/https?:\/\/[^"< ]+/g)?.filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual(
      [],
    );
  });

  it("a report of classes shows the confusion matrix", async () => {
    const { code } = await halfspace(
      ...["fit", "beams.csv", "--target", "kind", "--gates", "60", "--lambda", "0.1", "--report", "kinds.html"],
    );
    expect(code).toBe(0);
    expect(folder.read("kinds.html")).toContain("Predicted and true kind");
  });

  it("export writes ONNX and a module that runs by itself", async () => {
    expect(await halfspace("export", "model.json", "--format", "onnx", "--precision", "double")).toMatchObject({
      code: 0,
    });
    const { code, stdout } = await halfspace("export", "model.json", "--format", "js", "--out", "kinds.mjs", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: "js", file: "kinds.mjs", outputCount: expect.any(Number) });
    const module = await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(folder.read("kinds.mjs"))}`
    );
    const [label] = module.classify([Array.from({ length: module.inputCount }, () => 0)]);
    expect(module.labels).toContain(label);
    expect(await halfspace("export", "model.json", "--format", "onnx", "--out", "nowhere/x.onnx")).toMatchObject({
      code: 2,
    });
  });

  it("studio says which port is taken", async () => {
    expect(await halfspace("studio", "--port", "70000")).toMatchObject({ code: 2 });
  });
});
