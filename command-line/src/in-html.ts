/** Text as it may stand in HTML. */
export function inHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table that may be wider than a phone: it can be moved in its place, by keys too. @param name of it, as plain text @param table in HTML */
export const wideTable = (name: string, table: string): string =>
  `<div class="wide" role="region" tabindex="0" aria-label="${inHtml(name)}">${table}</div>`;
