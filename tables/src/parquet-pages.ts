import type { ColumnChunk, DataReader, FileMetaData, PageHeader, RowGroup } from "hyparquet";

/**
 * Walks through the headers of all pages before any of them is read: the reader of pages takes their sizes on trust, and reads on for ever, or
 * fills the memory, where damage left one out or made it huge.
 * @param headerOf the reader of one header, which moves the offset behind it
 * @throws Error that says what is wrong
 */
export function requirePages(
  file: ArrayBuffer,
  { row_groups: groups }: FileMetaData,
  headerOf: (reader: DataReader) => PageHeader,
): void {
  for (const group of groups) for (const chunk of group.columns) requireChunk(file, group, chunk, headerOf);
}

function requireChunk(
  file: ArrayBuffer,
  { num_rows }: RowGroup,
  { meta_data: facts }: ColumnChunk,
  headerOf: (reader: DataReader) => PageHeader,
): void {
  if (!facts) throw new Error("a column without metadata");
  const start = Number(facts.dictionary_page_offset ?? facts.data_page_offset);
  const length = Number(facts.total_compressed_size);
  requireCount(start, file.byteLength, "place of a column");
  requireCount(length, file.byteLength - start, "size of a column");
  const reader = { view: new DataView(file, start, length), offset: 0 };
  const isFlat = facts.path_in_schema.length === 1;
  let left = isFlat ? Number(num_rows) : Number(facts.num_values);
  while (left > 0 && reader.offset < length - 1) {
    const header = headerOf(reader);
    const { compressed_page_size: packed, uncompressed_page_size: plain } = header;
    requireCount(packed, length - reader.offset, "size of a page");
    requireCount(plain, largestPage, "unpacked size of a page");
    left -= valuesIn(header, left);
    reader.offset += packed;
  }
}

/** Unpacked bytes of a page; writers keep pages at about a megabyte. */
const largestPage = 2 ** 29;

/** How many values a page adds to its column. */
function valuesIn(header: PageHeader, left: number): number {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: words } = header;
  const { compressed_page_size: packed, uncompressed_page_size: plain } = header;
  if (header.type === "DICTIONARY_PAGE") {
    requireCount(words?.num_values, Math.max(plain, 1), "number of words");
    return 0;
  }
  if (header.type === "DATA_PAGE") return requireCount(first?.num_values, left, "number of values");
  if (header.type !== "DATA_PAGE_V2") return 0;
  const values = requireCount(second?.num_values, left, "number of values");
  requireCount(second?.num_nulls, values, "number of missing values");
  requireCount(second?.num_rows, values, "number of rows");
  const repetition = requireCount(second?.repetition_levels_byte_length, Math.min(packed, plain), "size of levels");
  requireCount(second?.definition_levels_byte_length, Math.min(packed, plain) - repetition, "size of levels");
  return values;
}

function requireCount(value: number | undefined, most: number, what: string): number {
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
  throw new Error(`the ${what} is ${value ?? "not said"}, which cannot be`);
}
