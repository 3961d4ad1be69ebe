import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../command-line/halfspace.js";

/**
 * Names, words and file names of an attacker in everything that commands write: pages, cards, modules, ONNX and CSV. None becomes an element, an
 * attribute, a link, code or a formula.
 */

const folder = temporaryFolder();
const names = {
  element: "<script>broken=1</script>",
  attribute: '" onmouseover="broken=1" x="',
  image: "<img src=x onerror=broken=1>",
  closing: "</title></style></svg></td><iframe src=//example.org>",
  link: "[click](javascript:broken=1)",
  formula: '=HYPERLINK("http://example.org","x")',
};
// biome-ignore lint/suspicious/noTemplateCurlyInString: what would be one in a module
const words = ["=1+1", "@SUM(A1)", "<b>bold</b>", "-2+3", "+cmd|' /C calc'!A0", "`${globalThis.broken=1}`"];
const classes = ["=yes()", "<script>broken=2</script>"];
const rows = Array.from({ length: 90 }, (_, j) => {
  const numbers = Object.values(names).map((name, k) => [name, Math.sin(j * (k + 1)) + (j % 7) / 5]);
  return { ...Object.fromEntries(numbers), word: words[j % words.length], kind: classes[Number(Math.sin(j) > 0)] };
});
const table = "<b>table.jsonl";
const written: Record<string, string> = {};
const read = (file: string) => readFileSync(folder.path(file), "utf8");

beforeAll(async () => {
  folder.write(table, rows.map((row) => JSON.stringify(row)).join("\n"));
  const note = ["--note", '<script>broken=3</script> ![x](http://example.org "y")'];
  const flags = ["--gates", "20", "--lambda", "0.05", "--fresh", "0", "--background", "20", ...note];
  const commands = [
    ["fit", table, "--target", "kind", ...flags, "--out", "m.json", "--report", "report.html"],
    ["card", "m.json", table, "--out", "card"],
    ["explain", "m.json", table, "--rows", "1-12", "--out", "explained.csv", "--spreadsheet-safe"],
    ["predict", "m.json", table, "--all", "--probabilities", "--out", "predicted.csv", "--spreadsheet-safe"],
    ["export", "m.json", "--format", "js", "--out", "module.mjs"],
    ["export", "m.json", "--format", "onnx", "--out", "model.onnx"],
  ];
  for (const words of commands) {
    const { code, stderr } = await folder.inShell(...words);
    expect([words[0], code, stderr]).toEqual([words[0], 0, ""]);
  }
  for (const file of ["report.html", "card.html", "card.md", "explained.csv", "predicted.csv", "module.mjs"]) {
    written[file] = read(file);
  }
}, 120_000);

/** The elements of a page with their attributes, as a browser divides them. */
const elementsOf = (html: string) =>
  [...html.matchAll(/<([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi)].map(([, name, rest]) => ({
    name,
    attributes: [...rest.matchAll(/([^\s="']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?/g)].map(
      ([, key, value = ""]) => [key.toLowerCase(), value.replace(/^["']|["']$/g, "")] as const,
    ),
  }));

describe("pages of HTML", () => {
  for (const page of ["report.html", "card.html"]) {
    it(`${page}: no name is an element or has an event`, () => {
      const elements = elementsOf(written[page]);
      expect(elements.length).toBeGreaterThan(20);
      expect(written[page]).toMatch(/(?:&#60;|&lt;)script(?:&#62;|&gt;|>)broken/);
      const odd = elements.filter(({ name }) => /^(?:script|img|iframe|b|object|embed|form|base|link)$/i.test(name));
      expect(odd).toEqual([]);
      expect(elements.flatMap(({ attributes }) => attributes.filter(([key]) => key.startsWith("on")))).toEqual([]);
    });

    it(`${page}: nothing is loaded from elsewhere, and no link runs code`, () => {
      const addresses = elementsOf(written[page]).flatMap(({ attributes }) =>
        attributes.filter(([key]) => ["src", "href", "xlink:href", "action"].includes(key)).map(([, value]) => value),
      );
      expect(addresses.filter((address) => !/^(?:#|data:text\/csv;)/.test(address))).toEqual([]);
    });
  }

  it("report.html: the numbers behind a picture begin no formula in a spreadsheet", () => {
    const addresses = [...written["report.html"].matchAll(/href="data:text\/csv;charset=utf-8,([^"]*)"/g)];
    const cells = addresses.flatMap(([, csv]) => cellsOf(decodeURIComponent(csv)));
    expect(cells).toContain("'=yes()");
    expect(cells.filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([]);
  });
});

describe("a card in Markdown", () => {
  it("holds no element, no link and no image of a name or a note", () => {
    const text = written["card.md"];
    expect(text).not.toMatch(/(?<!\\)<(?:script|img|iframe|b)\b/);
    expect(text).not.toMatch(/(?<!\\)\]\(javascript:/);
    expect(text).not.toMatch(/(?<!\\)!\[x\]\(/);
  });
});

/** The cells of a CSV with quotes around those that need them. */
const cellsOf = (csv: string) =>
  [...csv.matchAll(/(?:^|[,\n])(?:"((?:[^"]|"")*)"|([^",\n]*))/g)].map(([, quoted, plain]) =>
    (quoted ?? plain).replaceAll('""', '"'),
  );

describe("tables for a spreadsheet", () => {
  for (const file of ["explained.csv", "predicted.csv"]) {
    it(`${file}: no cell of words begins as a formula`, () => {
      const cells = cellsOf(written[file]);
      expect(cells.filter((cell) => cell.startsWith("'=")).length).toBeGreaterThan(0);
      expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)))).toEqual([]);
    });
  }
});

describe("what others run", () => {
  it("a module in JavaScript with such names and classes predicts, and does nothing else", async () => {
    const module = await import(`data:text/javascript,${encodeURIComponent(written["module.mjs"])}`);
    expect(typeof module.predict).toBe("function");
    expect((globalThis as { broken?: unknown }).broken).toBeUndefined();
  });

  it("a module in JavaScript cannot end the element of a page that it is pasted into", () => {
    expect(written["module.mjs"]).not.toMatch(/<\/script|<!--/i);
  });
});
