/**
 * What a terminal would obey instead of showing: control characters, and marks that turn the direction of writing. The backslash stays, so that
 * lines of JSON keep their meaning.
 */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The only codes that halfspace itself prints: bold, and its end. */
const ownStyle = new RegExp(`(${String.fromCharCode(27)}\\[(?:1|22)m)`);

/** A line with every character that a terminal would obey as its number, \u001b, so that no name from a table can forge a line or hide one. */
export function visibleText(line: string): string {
  return line
    .split(ownStyle)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(obeyed, numbered)))
    .join("");
}

const numbered = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
