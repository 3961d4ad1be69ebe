import { codeNote } from "./code-values.js";
import { type ColumnDescription, countingNote } from "./column-types.js";
import type { Column } from "./columns/column.js";
import { oddDates } from "./date-columns.js";
import { datesSaid, learnDates } from "./encode-dates.js";
import { codesIn, strayWords } from "./levels.js";
import { mixedNotations } from "./odd-numbers.js";
import { spellingNote } from "./spellings.js";
import { listNames } from "./table.js";

/**
 * What a person should know of how a column was taken: its dates, codes, words among numbers, notations that are mixed.
 * @param all the cells of all rows; `cells` are those of training
 */
export function notationNotes(description: ColumnDescription, all: Column, cells: Column): string[] {
  const { name, type, dates } = description;
  if (type === "date" && dates) return [datesSaid(learnDates(name, dates, cells), dates, cells)];
  const note =
    type === "numeric" ? (codeNote(name, cells) ?? countingNote(name, all)) : textNote(description, cells, all);
  const spelling = type === "category" ? spellingNote(`Column "${name}"`, cells) : undefined;
  return [note, spelling].filter((each) => each !== undefined);
}

/** Two numbers in one text, in the same way nearly everywhere: a range, a fraction, a length of time. */
function measuresNote(name: string, cells: Column): string | undefined {
  const words = cells.words();
  if (words.length < fewestMeasures) return undefined;
  const shape = shapeOf(words[0].word);
  const alike = words.filter(({ word }) => shapeOf(word) === shape);
  if (alike.length < 0.9 * words.length || !/0[^0]+0/.test(shape) || words.length <= mostMeasureLevels)
    return undefined;
  return `Column "${name}" holds text with several numbers in it ("${words[0].word}") and was left as text; they are learned from as quantities where each stands in a column of its own.`;
}

const fewestMeasures = 10;
const mostMeasureLevels = 15;
const shapeOf = (word: string): string => word.replace(/\d+(?:\.\d+)?/g, "0");

function textNote({ name, type }: ColumnDescription, cells: Column, all: Column): string | undefined {
  if (type !== "category" && type !== "identifier") return undefined;
  const codes = codesIn(all);
  if (codes) {
    const what =
      codes.reason === "leading zeros" ? "whole numbers with leading zeros" : "more digits than a number keeps";
    return `Column "${name}" holds ${what} ("${codes.cell}") and was read as words (type ${name}=number reads quantities).`;
  }
  const mixed = mixedNotations(all);
  if (mixed) {
    return `Column "${name}" looks like numbers in more than one notation and was left as text: ${mixed}. Write them in one way, or name words that mean a missing value (missing).`;
  }
  const words = strayWords(cells);
  if (words.length > 0) {
    const row = all.findRow((cell) => cell === words[0]) + 1;
    return `Column "${name}" is read as text because of ${listNames(words, 3)} among its numbers, first in row ${row}; if they stand for missing values, say so (missing ${JSON.stringify(words[0])}) or leave those cells empty.`;
  }
  const odd = oddDates(all);
  return odd ? `Column "${name}" looks like dates and was left as text: ${odd}.` : measuresNote(name, cells);
}
