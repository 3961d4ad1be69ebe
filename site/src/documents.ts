import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Document, root, type Section } from "./contents.js";
import type { Page } from "./layout.js";
import { renderMarkdown, wayBetween } from "./markdown.js";

/** A file that pages show or offer, and that is copied into the site. */
export interface Attachment {
  readonly source: string;
  readonly address: string;
}

/** The pages of all documents, and the files that they need. */
export interface DocumentPages {
  readonly pages: readonly Page[];
  readonly attachments: readonly Attachment[];
}

/**
 * @param places other files that have a place in the site, by their path in the project
 * @returns every document as a page; links between documents become links between pages
 */
export function documentPages(sections: readonly Section[], places: ReadonlyMap<string, string>): DocumentPages {
  const documents = sections.flatMap((section) => section.documents);
  const known = new Map([...places, ...documents.map(({ source, address }) => [source, address] as const)]);
  const attachments = new Map<string, Attachment>();
  const pages = documents.map((document) => documentPage(document, known, attachments));
  return { pages, attachments: [...attachments.values()] };
}

function documentPage(
  document: Document,
  known: ReadonlyMap<string, string>,
  attachments: Map<string, Attachment>,
): Page {
  const { source, address, title } = document;
  const target = (href: string): string | undefined => {
    const [path, anchor] = href.split("#");
    const file = posix.normalize(posix.join(posix.dirname(source), path));
    const page = known.get(file) ?? attached(file, attachments);
    if (page === undefined) return undefined;
    return wayBetween(address, anchor === undefined ? page : `${page}#${anchor}`);
  };
  return { address, title, ...renderMarkdown(readFileSync(join(root, source), "utf8"), target) };
}

/** Pictures and tables go along; sources and other files of the project do not. */
function attached(file: string, attachments: Map<string, Attachment>): string | undefined {
  if (!/\.(png|svg|csv)$/.test(file) || !existsSync(join(root, file))) return undefined;
  const address = `files/${posix.basename(file)}`;
  attachments.set(file, { source: file, address });
  return address;
}
