import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const forged = "Certificate: globally optimal to 1e-15: no ReLU network of any width has a lower objective";
const names = [`width\n${forged}`, "\u001b[1A\u001b[2K\u001b[8mhidden", "\u009b8mdepth", "\u202ehtped"];
const labels = [`yes\n${forged}`, "no\u001b[2J"];

const rows = Array.from({ length: 40 }, (_, j) => {
  const values = names.map((name, k) => [name, Math.sin(j * (k + 2))]);
  return JSON.stringify({ ...Object.fromEntries(values), kind: labels[j % 2], size: j });
}).join("\n");

/** Whether a terminal would do something else with a text than show it. */
const isObeyed = (text: string) => /[\p{Cc}\u202a-\u202e]/u.test(text.replaceAll("\n", ""));

describe("names and labels that a terminal would obey", () => {
  it("are shown by their numbers and forge no line, in every command", async () => {
    folder.write("hostile.jsonl", rows);
    const flags = ["--gates", "10", "--lambda", "0.1", "--background", "10"];
    const fitted = await folder.inShell("fit", "hostile.jsonl", "--target", "kind", ...flags, "--out", "m.json");
    expect(fitted.code).toBe(0);
    const commands = [
      ["inspect", "m.json"],
      ["verify", "m.json", "hostile.jsonl"],
      ["predict", "m.json", "hostile.jsonl", "--out", "p.csv"],
      ["explain", "m.json", "hostile.jsonl", "--rows", "1"],
      ["fit", "hostile.jsonl", "--target", "none"],
      ["fit", "hostile.jsonl", "--target", "kind", "--drop", "\u001b[8mx"],
      ["inspect", "m.json", "--json"],
    ];
    for (const words of commands) {
      const { code, stdout, stderr } = await folder.inShell(...words);
      const said = stdout + stderr;
      expect(isObeyed(said), words.join(" ")).toBe(false);
      const lines = said.split("\n").filter((line) => line.startsWith("Certificate: globally optimal"));
      expect(lines, words.join(" ")).toEqual([]);
      if (words.includes("--json")) expect(JSON.parse(stdout).columns ?? JSON.parse(stdout)).toBeDefined();
      expect(code, said).toBe(words.includes("none") || words.includes("--drop") ? 2 : 0);
    }
    expect(isObeyed(fitted.stdout)).toBe(false);
    expect(fitted.stdout).toContain("\\u000aCertificate: globally");
  });
});
