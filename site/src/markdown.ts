import { posix } from "node:path";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import markdownIt, { type Token } from "markdown-it";

for (const [name, language] of Object.entries({ bash, javascript, json, typescript, xml })) {
  hljs.registerLanguage(name, language);
}
const languages: Record<string, string> = {
  ts: "typescript",
  js: "javascript",
  mjs: "javascript",
  sh: "bash",
  html: "xml",
};

/** @returns code as HTML with a span for each kind of word; code of an unknown language is only escaped */
export function highlighted(code: string, language: string): string {
  const name = languages[language] ?? language;
  if (hljs.getLanguage(name)) return hljs.highlight(code, { language: name }).value;
  return code.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** @returns a block of code as HTML, that can be reached and scrolled with the keyboard */
export const codeBlock = (code: string, language: string): string =>
  `<pre class="code ${language.replace(/[^\w-]/g, "")}" tabindex="0"><code>${highlighted(code.trimEnd(), language)}</code></pre>\n`;

/** A heading of a page. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}

/** A page's Markdown as HTML, what its headings are, and the words of each part for the search. */
export interface Rendered {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** Where a link or a picture of a page leads; undefined where the site has no such page. */
export type LinkTarget = (href: string) => string | undefined;

const parser = markdownIt({ html: true, linkify: false }).enable("table");

/** @returns the page as HTML; links to files that are no part of the site become plain words */
export function renderMarkdown(text: string, target: LinkTarget): Rendered {
  const tokens = parser.parse(text, {});
  const headings = nameHeadings(tokens);
  for (const { children } of tokens) if (children) aimLinks(children, target);
  return { html: parser.renderer.render(tokens, parser.options, {}), headings };
}

parser.renderer.rules.fence = (tokens, at) => codeBlock(tokens[at].content, tokens[at].info.trim());
parser.renderer.rules.code_block = (tokens, at) => codeBlock(tokens[at].content, "text");
// A flag is not cut at its hyphens; a long line of code may be.
parser.renderer.rules.code_inline = (tokens, at) => {
  const { content } = tokens[at];
  return `<code${content.length <= 28 ? ' class="whole"' : ""}>${highlighted(content, "text")}</code>`;
};
parser.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
parser.renderer.rules.table_close = () => "</table></div>\n";

/** Gives each heading an anchor, as GitHub does, so that the same links lead to the same places in both. */
function nameHeadings(tokens: readonly Token[]): Heading[] {
  const taken = new Map<string, number>();
  return tokens.flatMap((token, at) => {
    if (token.type !== "heading_open") return [];
    const text = wordsOf(tokens[at + 1]);
    const name = anchorOf(text);
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    const anchor = count === 0 ? name : `${name}-${count}`;
    token.attrSet("id", anchor);
    return [{ level: Number(token.tag.slice(1)), text, anchor }];
  });
}

/** @returns the words of a heading as an anchor: lower case, hyphens for blanks, no other marks */
export const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

const wordsOf = (token: Token): string =>
  (token.children ?? []).map(({ type, content }) => (type === "softbreak" ? " " : content)).join("");

function aimLinks(tokens: Token[], target: LinkTarget): void {
  let dropped = false;
  for (const token of tokens) {
    if (token.type === "link_close") {
      if (dropped) token.tag = "span";
      dropped = false;
    }
    if (token.type !== "link_open" && token.type !== "image") continue;
    const attribute = token.type === "image" ? "src" : "href";
    const href = String(token.attrGet(attribute) ?? "");
    if (/^([a-z]+:|#)/.test(href)) continue;
    const aim = target(href);
    if (aim !== undefined) token.attrSet(attribute, aim);
    // A span in the place of the link: its words stay.
    else if (token.type === "link_open") [dropped, token.tag, token.attrs] = [true, "span", null];
  }
}

/** @returns the way from one page of the site to another, both from its root */
export function wayBetween(from: string, to: string): string {
  const [path, anchor] = to.split("#");
  const way = path === from ? "" : posix.relative(posix.dirname(from), path);
  return anchor === undefined ? way || posix.basename(path) : `${way}#${anchor}`;
}

const inlineParser = markdownIt({ html: false }).disable(["emphasis"]);
inlineParser.renderer.rules.code_block = (tokens, at) => codeBlock(tokens[at].content, "text");

/** @returns a doc comment as HTML; stars and underlines of formulas stay as they are */
export const renderComment = (text: string): string => inlineParser.render(text);
