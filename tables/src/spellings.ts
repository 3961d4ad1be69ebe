import { numberOf } from "./cells.js";
import type { Column } from "./columns/column.js";
import { countLevels } from "./levels.js";
import type { Cell } from "./table.js";

/** Text in small letters, with one blank where several stood; an accent is one with its letter. */
export const foldedText = (text: string): string => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();

/** A cell that is a word with its case and blanks folded; numbers stay as they are written. */
export const foldedCell = (cell: Cell): Cell =>
  typeof cell === "string" && Number.isNaN(numberOf(cell)) ? foldedText(cell) : cell;

/** The words of a column that differ only in case or blanks, as groups of spellings; none where all differ otherwise. */
function spellingsOf(cells: Column): string[][] {
  const groups = new Map<string, string[]>();
  for (const level of countLevels(cells).keys()) {
    const folded = foldedText(level);
    const group = groups.get(folded);
    if (group) group.push(level);
    else groups.set(folded, [level]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** A note on words that differ only in case or blanks; `owner` is "The target "ok"" or "Column "wood"". */
export function spellingNote(owner: string, cells: Column): string | undefined {
  const groups = spellingsOf(cells);
  if (groups.length === 0) return undefined;
  const shown = groups.slice(0, 3).map((group) => group.map((word) => `"${word}"`).join(" and "));
  const accents = groups.some((group) => group.some((word) => word.normalize("NFC") !== word))
    ? " or how accents are stored"
    : "";
  const more = groups.length > 3 ? `, and ${groups.length - 3} more` : "";
  return `${owner} has words that differ only in case or blanks${accents}: ${shown.join(", ")}${more}. They are taken as different words; fold-case makes them one.`;
}
