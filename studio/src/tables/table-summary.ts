import { type ColumnReading, describeColumns, type Table } from "@halfspace/tables";

/** What a column may be asked to hold. */
export type AskedType = NonNullable<ColumnReading["type"]>;

/** How a column was asked to be read. */
export type AskedReading = Omit<ColumnReading, "name">;

/** What a person should know of how a column was read, and other ways to read it. */
export interface ColumnNote {
  readonly text: string;
  readonly changes: readonly { readonly words: string; readonly reading: AskedReading }[];
}

/** What the page shows of one column before anything is trained. */
export interface ColumnSummary {
  readonly name: string;
  /** As it was found, or asked. */
  readonly type: string;
  readonly missingCount: number;
  readonly distinctCount: number;
  /** The first few values, as they stand in the table. */
  readonly examples: readonly string[];
  readonly notes: readonly ColumnNote[];
}

/** What the page shows of a table that was read. */
export interface TableSummary {
  readonly rowCount: number;
  readonly columns: readonly ColumnSummary[];
  /** On the table as a whole. */
  readonly notes: readonly string[];
}

type Description = ReturnType<typeof describeColumns>[number];

const exampleCount = 3;

export function summaryOf(table: Table): TableSummary {
  const told = new Set<string>();
  const columns = describeColumns(table).map((description, place) => {
    const { name, type, missingCount, distinctCount } = description;
    const own = table.notes.filter((note) => note.includes(`"${name}"`));
    for (const note of own) told.add(note);
    const notes = [
      ...own.map((note) => noteOf(note, table, name)),
      ...missingNotes(table, name, own),
      ...dateNotes(description),
    ];
    return { name, type, missingCount, distinctCount, examples: examplesOf(table, place), notes };
  });
  return { rowCount: table.rowCount, columns, notes: table.notes.filter((note) => !told.has(note)) };
}

function examplesOf({ columns, rowCount }: Table, place: number): string[] {
  const examples: string[] = [];
  for (let row = 0; row < rowCount && examples.length < exampleCount; row++) {
    const cell = columns[place][row];
    if (cell !== null && !examples.includes(String(cell))) examples.push(String(cell));
  }
  return examples;
}

const asWords = { words: "Read it as words", reading: { type: "category" } } as const;
const keepWords = { words: "Keep it as a word", reading: { keepNa: true } } as const;
const [thousands, decimals] = [
  { thousands: ",", decimal: "." },
  { thousands: ".", decimal: "," },
] as const;

/** One of the notes of reading, with the ways in which the column could be read instead. */
function noteOf(text: string, { readings = [], missingWords = [] }: Table, name: string): ColumnNote {
  const notation = readings.find((reading) => reading.name === name)?.notation;
  const isMissing = missingWords.some(({ column }) => column === name) && text.includes("as missing");
  if (isMissing) return { text, changes: [keepWords] };
  if (notation?.clock) return { text, changes: [asWords] };
  if (notation) {
    const [words, marks] =
      notation.decimal === "," ? ["Points are decimals", thousands] : ["Commas are decimals", decimals];
    // "1,234" could be either; "1,234.5" could not.
    const [, cell = ""] = /"([^"]*)" is /.exec(text) ?? [];
    const other = /^[^.,]*[.,]\d{3}[^.,]*$/.test(cell);
    const reading = { type: "number", notation: { ...notation, ...marks } } as const;
    return { text, changes: [asWords, ...(other ? [{ words, reading }] : [])] };
  }
  if (text.includes("may be decimals or thousands")) {
    const read = (marks: typeof thousands | typeof decimals) =>
      ({ type: "number", notation: { prefix: "", suffix: "", ...marks } }) as const;
    return {
      text: `The commas or points in "${name}" may be decimals or thousands; the column was left as words.`,
      changes: [
        { words: "Points are decimals", reading: read(thousands) },
        { words: "Commas are decimals", reading: read(decimals) },
      ],
    };
  }
  return { text, changes: [] };
}

/** Words such as NA, which are read as missing everywhere, where nothing was said of them. */
function missingNotes({ missingWords = [] }: Table, name: string, told: readonly string[]): ColumnNote[] {
  const words = missingWords.filter(({ column }) => column === name);
  if (words.length === 0 || told.some((note) => note.includes("as missing"))) return [];
  const said = words.map(({ word, count }) => `"${word}" in ${count} ${count === 1 ? "row" : "rows"}`).join(", ");
  return [{ text: `Read as missing: ${said}.`, changes: [keepWords] }];
}

/** Of dates by numbers, which of them is the day. */
function dateNotes({ name, type, dates }: Description): ColumnNote[] {
  if (type !== "date" || (dates?.form !== "day-first" && dates?.form !== "month-first")) return [];
  const isDay = dates.form === "day-first";
  const [said, other] = isDay ? ["day", "month"] : ["month", "day"];
  const why = dates.ambiguous ? `; its cells would fit with the ${other} first too` : "";
  const change = { words: `The ${other} is first`, reading: { type: isDay ? "month-first" : "day-first" } } as const;
  return [
    {
      text: `Column "${name}" was read as dates with the ${said} first${why}.`,
      changes: [...(dates.ambiguous ? [change] : []), asWords],
    },
  ];
}
