import type { Page } from "./layout.js";

/** A part of a page as the search knows it: title of the page, heading, address, words. */
export type SearchPart = readonly [page: string, heading: string, address: string, words: string];

const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&quot;/g, '"')
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();

/** @returns the parts of a page, cut at its headings */
export function searchParts({ title, address, html }: Page): SearchPart[] {
  const parts = html.split(/(?=<h[123][ >])/).filter((part) => part.trim() !== "");
  return parts.map((part) => {
    const heading = plain(
      part.match(/^<h[123][^>]*>([\s\S]*?)<\/h[123]>/)?.[1].replace(/<span class="kind">.*/, "") ?? title,
    );
    const anchor = part.match(/^<h[23] id="([^"]+)"/)?.[1];
    const words = plain(part.replace(/^<h[123][\s\S]*?<\/h[123]>/, ""));
    return [title, heading, anchor === undefined ? address : `${address}#${anchor}`, words];
  });
}
