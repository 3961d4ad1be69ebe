import { onnx } from "onnx-proto";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { OnnxGraph } from "../../library/src/formats/onnx/onnx-graph.js";
import { reproductionPage } from "../../reproduction/src/page.js";
import { codeBlock, renderComment, renderMarkdown } from "../../site/src/markdown.js";
import { modelNamed, models } from "../../studio/src/models/index.js";
import { readLink, readView } from "../../studio/src/problems/link.js";

/** Hostile words in pages of sweeps and of the site, in graphs of ONNX, and in what the studio is sent. */

const element = "<img src=x onerror=broken=1>";
const attribute = '" onerror="broken=1" x="';
const path = "../../secret/<b>.csv";
const hostile = [element, attribute, path, "</script><script>broken=1</script>"];

/** What a browser would make an element of, with its attributes. */
const tags = (html: string) => html.match(/<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi) ?? [];
const opens = (html: string) =>
  tags(html).filter(
    (tag) => /^<(?:script|img|iframe|b)\b/i.test(tag) || /\son\w+\s*=/i.test(tag.replace(/"[^"]*"/g, '""')),
  );

describe("the page of a sweep", () => {
  for (const word of hostile) {
    it(`holds ${JSON.stringify(word)} as a word wherever it comes from`, () => {
      const page = reproductionPage(
        { name: word, title: word, statement: word },
        {
          claims: [{ name: word, expected: word, measured: word, holds: false }],
          pictures: [],
          tables: [{ title: word, columns: [word, "x"], rows: [[word, 1]] }],
          sheets: [{ name: word, text: "" }],
          numbers: {},
          notes: [word],
        },
      );
      expect(opens(page)).toEqual([]);
      expect(page).toContain("&lt;".repeat(Number(word.includes("<"))));
      for (const [, link] of page.matchAll(/href="([^"]*)"/g)) {
        expect(new URL(link, "https://host/sweep/index.html").href).toMatch(/^https:\/\/host\/sweep\/[^/]+$/);
      }
    });
  }
});

describe("the site", () => {
  for (const word of hostile) {
    it(`code and comments that hold ${JSON.stringify(word)} are words`, () => {
      for (const language of ["ts", "text", "nothing", word]) expect(opens(codeBlock(word, language))).toEqual([]);
      expect(opens(renderComment(word))).toEqual([]);
    });
  }

  it("no link of a document runs code", () => {
    for (const link of [
      "javascript:broken=1",
      "JaVaScRiPt:broken=1",
      "vbscript:x",
      "data:text/html,x",
      "java\tscript:x",
    ]) {
      const { html } = renderMarkdown(`[click](${link}) ![click](${link}) <${link}>`, () => undefined);
      expect(html).not.toMatch(/(?:href|src)="(?:java|vb|data)/i);
    }
  });
});

describe("graphs of ONNX", () => {
  const names = [
    "output",
    "label",
    "rows",
    "__proto__",
    "",
    "a",
    "a",
    "\0",
    "a\0b",
    "a\0c",
    "a/../b",
    element,
    "x".repeat(10_000),
  ];

  it("give every column an input of its own, whatever it is called, which a runtime finds", async () => {
    const graph = new OnnxGraph("double", "double");
    const values = names.map((name) => graph.input(name, ["rows", 1]));
    expect(new Set(values).size).toBe(names.length);
    graph.output("output", graph.apply("Concat", values, { axis: 1 }), ["rows", names.length]);
    const bytes = graph.finish({ labels: JSON.stringify(names) });
    const given = onnx.ModelProto.decode(bytes).graph?.input?.map(({ name }) => name as string) ?? [];
    const session = await runtime.InferenceSession.create(bytes);
    expect(session.inputNames).toEqual(given);
    const feeds = given.map((name, k) => [name, new runtime.Tensor("float64", [k], [1, 1])] as const);
    const { output } = await session.run(Object.fromEntries(feeds));
    expect([...(output.data as Float64Array)]).toEqual(names.map((_, k) => k));
  });
});

describe("what the studio is sent", () => {
  for (const id of ["__proto__", "constructor", "toString", "", element]) {
    it(`a model called ${JSON.stringify(id)} is none`, () => {
      expect(() => modelNamed(id)).toThrow(/^no model "/);
      expect(models.map((model) => model.id)).not.toContain(id);
    });
  }

  it("a link with points of one's own opens the workbench, also without the name of a problem", () => {
    expect(readView("#kind=plane&inputs=0 0 0 0&targets=0 0")).toEqual({ page: "workbench" });
    expect(readView("#inputs=0 0")).toEqual({ page: "story", step: 0 });
  });

  it("links with places, seeds and models of an attacker say nothing", () => {
    for (const word of [...hostile, "__proto__=1", "%", "%zz", "kind=plane&kind=curve", "seed=1e999"]) {
      const shared = readLink(`#model=${encodeURIComponent(word)}&seed=${word}&place=${word}&problem=${word}`);
      expect(Object.values(shared).filter((value) => value !== undefined)).toEqual([]);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }
  });
});
