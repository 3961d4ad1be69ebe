import { type Heading, wayBetween } from "./markdown.js";

/** An entry of the list of pages; entries with others below them can be folded. */
export interface Entry {
  readonly title: string;
  readonly address: string;
}

/** Entries of the list of pages under one title. */
export interface EntryGroup {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** A page as it is written. */
export interface Page {
  /** From the root of the site. */
  readonly address: string;
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
}

const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

/** Scripts and pictures come from the site alone; the browser refuses every other address. */
const policy =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M0 16 16 0v16z' fill='%230068b5'/%3E%3C/svg%3E";

/** The beginning of the first paragraph, for search engines. */
function description(html: string): string {
  const [, paragraph = ""] = html.match(/<p>([\s\S]*?)<\/p>/) ?? [];
  const words = paragraph
    .replace(/<[^>]+>/g, "")
    .replace(/&\w+;/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words.length > 160 ? `${words.slice(0, 159).replace(/\s\S*$/, "")} …` : words;
}

/** @returns the whole page: heading, list of pages, text, and what is on this page */
export function pageHtml(page: Page, groups: readonly EntryGroup[]): string {
  const to = (address: string) => escaped(wayBetween(page.address, address));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(page.title)} · halfspace</title>
<meta name="description" content="${escaped(description(page.html))}">
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${to("site.css")}">
<script src="${to("theme.js")}"></script>
</head>
<body data-root="${to("index.html").replace(/index\.html$/, "")}">
<a class="skip" href="#text">To the text</a>
<header>
<a class="name" href="${to("index.html")}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M0 16 16 0v16z"/></svg>halfspace</a>
<div class="search" role="search"><input type="search" placeholder="Search" aria-label="Search the site" autocomplete="off"><ol hidden></ol></div>
<nav class="top" aria-label="Main"><a href="${to("tutorial.html")}">Tutorial</a><a href="${to("api/index.html")}">API</a><a href="${to("studio/index.html")}">Studio</a><button type="button" class="theme" aria-label="Light or dark" title="Light or dark"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1a7 7 0 1 0 0 14z"/><circle cx="8" cy="8" r="6.5"/></svg></button></nav>
</header>
<div class="columns">
<nav class="pages" aria-label="Pages"><details class="menu" open><summary>All pages</summary>
${groups.map((group) => groupHtml(page, group)).join("\n")}
</details></nav>
<main id="text">
${page.html}
</main>
${contentsHtml(page.headings)}
</div>
<script src="${to("site.js")}" defer></script>
</body>
</html>
`;
}

function groupHtml(page: Page, { title, entries }: EntryGroup): string {
  const items = entries.map(({ title: name, address }) => {
    const current = address === page.address ? ' aria-current="page"' : "";
    return `<li><a href="${escaped(wayBetween(page.address, address))}"${current}>${escaped(name)}</a></li>`;
  });
  const isOpen = entries.some(({ address }) => address === page.address) || openFromTheStart.has(title);
  return `<details${isOpen ? " open" : ""}><summary>${escaped(title)}</summary><ul>${items.join("")}</ul></details>`;
}

const openFromTheStart = new Set(["Start", "Recipes", "Understand"]);

function contentsHtml(headings: readonly Heading[]): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return '<div class="here"></div>';
  const items = shown.map(
    ({ level, text, anchor }) =>
      `<li class="level-${level}"><a href="#${encodeURIComponent(anchor)}">${escaped(text)}</a></li>`,
  );
  return `<nav class="here" aria-label="On this page"><p>On this page</p><ul>${items.join("")}</ul></nav>`;
}
