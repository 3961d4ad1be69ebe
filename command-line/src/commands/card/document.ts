import { htmlPage } from "../../html-page.js";
import { inHtml, wideTable } from "../../in-html.js";

/** A part of a document that is written as Markdown and as HTML alike. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "terms"; readonly terms: readonly (readonly [term: string, text: string])[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A title and what stands below it. */
export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The document as Markdown. */
export function asMarkdown({ title, blocks }: Document): string {
  return `${[`# ${inMarkdown(title)}`, ...blocks.map(markdownOf)].join("\n\n")}\n`;
}

function markdownOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `## ${inMarkdown(block.text)}`;
    case "text":
      return inMarkdown(block.text);
    case "list":
      return block.items.map((item) => `- ${inMarkdown(item)}`).join("\n");
    case "terms":
      return block.terms.map(([term, text]) => `- **${inMarkdown(term)}:** ${inMarkdown(text)}`).join("\n");
    case "table": {
      const line = (cells: readonly string[]) => `| ${cells.map(inMarkdown).join(" | ")} |`;
      return [
        line(block.head),
        line(block.head.map((_, k) => (k === 0 ? "---" : "---:"))),
        ...block.rows.map(line),
      ].join("\n");
    }
  }
}

/** Text that means what it says: no marks, no line breaks, no cells of a table. */
function inMarkdown(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, " ").replace(/[\\`*_|<>[\]]/g, "\\$&");
}

/** The document as one page that stands alone. */
export function asHtml({ title, blocks }: Document): string {
  return htmlPage(inHtml(title), [`<h1>${inHtml(title)}</h1>`, ...blocks.map(htmlOf)].join("\n"));
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h2>${inHtml(block.text)}</h2>`;
    case "text":
      return `<p>${inHtml(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${inHtml(item)}</li>`).join("")}</ul>`;
    case "terms":
      return `<dl>${block.terms.map(([term, text]) => `<dt>${inHtml(term)}</dt><dd>${inHtml(text)}</dd>`).join("\n")}</dl>`;
    case "table": {
      const head = block.head.map((cell) => `<th scope="col">${inHtml(cell)}</th>`).join("");
      const rows = block.rows.map(
        ([first, ...others]) =>
          `<tr><th scope="row">${inHtml(first)}</th>${others.map((cell) => `<td>${inHtml(cell)}</td>`).join("")}</tr>`,
      );
      const table = `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
      return wideTable(block.head.join(", "), table);
    }
  }
}
