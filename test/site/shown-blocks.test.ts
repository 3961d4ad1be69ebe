import { describe, expect, it } from "vitest";
import { differences } from "./shown-blocks.js";

describe("what a page shows against what is printed", () => {
  it("words must agree, numbers nearly, seconds not at all", () => {
    expect(differences("RMSE   2.75  in 3 s.", "RMSE  2.80 in 9.1 s.\n")).toEqual([]);
    expect(differences("RMSE 2.75", "RMSE 3.75\n")).toHaveLength(1);
    expect(differences("RMSE 2.75", "MAE 2.75\n")).toHaveLength(1);
    expect(differences("gap 3e-7", "gap 2e-9\n")).toEqual([]);
    expect(differences("gap 3e-7", "gap 0.3\n")).toHaveLength(1);
  });

  it("dots stand for lines and for words", () => {
    expect(differences("a\n…\nb 1", "a\nx\ny\nb 1\n")).toEqual([]);
    expect(differences("a … c", "a long b c\n")).toEqual([]);
    expect(differences("a\n…\nb 1", "a\nx\n")).toHaveLength(1);
  });
});
