import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { inShell: halfspace } = folder;

describe("what a network is taken away as", () => {
  it("fit --report writes one page that stands alone", async () => {
    folder.write("beams.csv", smallTable());
    const { code } = await halfspace(
      ...[
        "fit",
        "beams.csv",
        "--target",
        "strength",
        "--gates",
        "60",
        "--folds",
        "3",
        "--report",
        "beams & more.html",
        "--background",
        "9",
      ],
    );
    expect(code).toBe(0);
    const page = folder.read("beams & more.html");
    expect(page).toContain("<!doctype html>");
    expect(page).toMatch(/optimal to \de-\d+ for these \d+ sampled gates; within [\d.]+ % of the best over \d+ gates/);
    // Predictions, importance and the choice of λ; then the effects of four columns, and the size of Shapley values.
    expect(page.match(/<svg/g)).toHaveLength(3 + 4 + 1);
    expect(page).toContain("How far each column moves a prediction");
    expect(page).toMatch(
      /The largest prediction: row \d+ of the table<\/h3>\n<p>strength is predicted <strong>[\d.-]+<\/strong>/,
    );
    expect(page).not.toMatch(/<script|<link|<img|src=|href=(?!"data:text\/csv;)|@import|url\((?!#)/);
    // Every picture has a name for those who do not see it, and its numbers within the page.
    expect(page.match(/<svg role="img" aria-label="[^"]+"/g)).toHaveLength(3 + 4 + 1);
    const numbers = [...page.matchAll(/href="data:text\/csv;charset=utf-8,([^"]*)"/g)].map(([, csv]) => csv);
    expect(numbers).toHaveLength(3 + 4 + 1);
    expect(decodeURIComponent(numbers[0]).split("\n")[0]).toBe("rows,true,predicted");
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
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ format: "js", file: "kinds.mjs", typesFile: "kinds.d.mts", outputCount: expect.any(Number) },
      ...{ columns: ["width", "height", "strength", "class"], notes: expect.any(Array) },
    });
    const module = await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(folder.read("kinds.mjs"))}`
    );
    expect(module.labels).toContain(module.predict({ width: 2.5, height: null, strength: 4, class: "weak" }));
    expect(() => module.predict({ width: 2.5, hight: 3, strength: 4, class: "weak" })).toThrow(/no field "height"/);
    expect(await halfspace("export", "model.json", "--format", "onnx", "--out", "nowhere/x.onnx")).toMatchObject({
      code: 2,
    });
  });

  it("the types beside a module find a misspelt field before it runs", async () => {
    const row = '{ width: 2.5, height: null, strength: 4, class: "weak" }';
    folder.write(
      "good.mts",
      `import { predict, type Label } from "./kinds.mjs";\nexport const label: Label = predict(${row});\n`,
    );
    folder.write("wrong.mts", `import { predict } from "./kinds.mjs";\npredict(${row.replace("height", "hight")});\n`);
    const compiler = join(import.meta.dirname, "..", "..", "node_modules", "typescript", "bin", "tsc");
    const words = [compiler, "--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--ignoreConfig"];
    const compile = (file: string) => spawnSync(process.execPath, [...words, folder.path(file)], { encoding: "utf8" });
    expect(compile("good.mts")).toMatchObject({ status: 0, stdout: "" });
    expect(compile("wrong.mts").stdout).toMatch(/'hight' does not exist/);
  });

  it("studio says which port is taken", async () => {
    expect(await halfspace("studio", "--port", "70000")).toMatchObject({ code: 2 });
  });
});
