import type { Page } from "../layout.js";
import { anchorOf, codeBlock, type Heading, renderComment, wayBetween } from "../markdown.js";
import type { Chapter, Entry } from "./doors.js";
import { type Example, examplesOf, usersOf } from "./examples.js";

const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const tagWords: Record<string, string> = { returns: "Returns", throws: "Throws", param: "Parameter" };

/** Everything that pages refer to. */
interface Reference {
  readonly chapters: readonly Chapter[];
  readonly entries: readonly Entry[];
  readonly examples: readonly Example[];
  readonly homes: ReadonlyMap<Entry, Chapter>;
  /** Types by their name. */
  readonly types: ReadonlyMap<string, Entry>;
}

/** @returns a page for each chapter, and one that lists every name */
export function referencePages(chapters: readonly Chapter[], examples: readonly Example[]): Page[] {
  const entries = chapters.flatMap((chapter) => chapter.entries);
  const homes = new Map(chapters.flatMap((chapter) => chapter.entries.map((entry) => [entry, chapter] as const)));
  const types = new Map(entries.filter(({ kind }) => kind === "type").map((entry) => [entry.name, entry]));
  const reference = { chapters, entries, examples, homes, types };
  return [indexPage(chapters), ...chapters.map((chapter) => chapterPage(chapter, reference))];
}

function indexPage(chapters: readonly Chapter[]): Page {
  const address = "api/index.html";
  const parts = chapters.map(({ door, title, address: page, entries }) => {
    const names = entries.map(
      ({ name }) => `<a href="${wayBetween(address, `${page}#${name}`)}"><code>${name}</code></a>`,
    );
    const heading = title === door ? door : `${door}: ${title.toLowerCase()}`;
    return `<h2 id="${anchorOf(heading)}"><a href="${wayBetween(address, page)}">${escaped(heading)}</a></h2>\n<p>${names.join(", ")}</p>`;
  });
  const intro =
    "<p>Every name that the packages export, by the door that it stands behind. Each is declared, described, and shown in a program that the tests run.</p>";
  return { address, title: "API", headings: [], html: `<h1>API</h1>\n${intro}\n${parts.join("\n")}` };
}

function chapterPage(chapter: Chapter, reference: Reference): Page {
  const { door, title, address, about } = chapter;
  const { examples, entries } = reference;
  const shown = new Map(chapter.entries.map((entry) => [entry, examplesOf(entry, examples, entries)]));
  const own = new Set([...shown.values()].flat());
  const used = examples.filter((example) => own.has(example) && homeOf(example, reference.chapters) === chapter);
  const headings: Heading[] = [
    { level: 2, text: "Examples", anchor: "examples" },
    ...chapter.entries.map(({ name }) => ({ level: 2, text: name, anchor: name })),
  ];
  const html = [
    `<h1>${escaped(title)}</h1>`,
    `<p class="shown">Imported from <code>${door}</code>.</p>`,
    renderComment(about),
    used.length > 0 ? `<h2 id="examples">Examples</h2>` : "",
    ...used.map(exampleHtml),
    ...chapter.entries.map((entry) => entryHtml(entry, shown.get(entry) ?? [], chapter, reference)),
  ];
  return { address, title, headings: used.length > 0 ? headings : headings.slice(1), html: html.join("\n") };
}

/** An example stands on one page: that of most of the names that it imports. */
function homeOf(example: Example, chapters: readonly Chapter[]): Chapter {
  const count = ({ entries }: Chapter) =>
    entries.filter(({ door, name }) => example.imports.has(`${door} ${name}`)).length;
  return chapters.reduce((best, other) => (count(other) > count(best) ? other : best));
}

/** @returns where each example stands: its file from the root of the project, and its place from the root of the site */
export const examplePlaces = (chapters: readonly Chapter[], examples: readonly Example[]): Map<string, string> =>
  new Map(examples.map((example) => [example.file, `${homeOf(example, chapters).address}#${exampleAnchor(example)}`]));

const exampleAnchor = (example: Example) => `example-${anchorOf(example.title)}`;

function exampleHtml(example: Example): string {
  return `<h3 id="${exampleAnchor(example)}">${escaped(example.title)}</h3>\n${codeBlock(example.code, "ts")}`;
}

function entryHtml(entry: Entry, shown: readonly Example[], chapter: Chapter, reference: Reference): string {
  const { name, kind, about, tags } = entry;
  const users = kind === "type" ? usersOf(entry, reference.entries).slice(0, 8) : [];
  const way = (home: Chapter, anchor: string) => wayBetween(chapter.address, `${home.address}#${anchor}`);
  const placeOf = (other: Entry) => way(reference.homes.get(other) ?? chapter, other.name);
  const userLinks = users.map((other) => `<a href="${placeOf(other)}"><code>${other.name}</code></a>`);
  const exampleLinks = shown.slice(0, 4).map((example) => {
    const place = way(homeOf(example, reference.chapters), exampleAnchor(example));
    return `<a href="${place}">${escaped(example.title)}</a>`;
  });
  return [
    `<h2 id="${name}">${name}<span class="kind">${kind}</span></h2>`,
    renderComment(about),
    declarationHtml(entry, reference, placeOf),
    ...tags.map(({ tag, text }) => renderComment(tagText(tag, text))),
    users.length > 0 ? `<p class="shown">Used by ${userLinks.join(", ")}.</p>` : "",
    exampleLinks.length > 0 ? `<p class="shown">Shown in: ${exampleLinks.join("; ")}.</p>` : "",
  ].join("\n");
}

/** The declaration; the types in it lead to where they are described. */
function declarationHtml(entry: Entry, { types }: Reference, placeOf: (other: Entry) => string): string {
  return codeBlock(entry.declaration, "ts").replace(/<span class="hljs-title class_">(\w+)<\/span>/g, (word, name) => {
    const type = types.get(name);
    return type === undefined || type === entry ? word : `<a class="hljs-title" href="${placeOf(type)}">${name}</a>`;
  });
}

/** "Parameter `rows`: n×d raw rows", "Returns: …". */
function tagText(tag: string, text: string): string {
  if (tag !== "param") return `${tagWords[tag] ?? tag}: ${text}`;
  return text.replace(/^(\S+)\s*/, `${tagWords.param} \`$1\`: `);
}
