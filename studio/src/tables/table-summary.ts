import { type ColumnReading, describeColumns, type Table } from "@halfspace/tables";

/** What a column may be asked to hold. */
export type AskedType = NonNullable<ColumnReading["type"]>;

/** What the page shows of one column before anything is trained. */
export interface ColumnSummary {
  readonly name: string;
  /** As it was found, or asked. */
  readonly type: string;
  readonly missingCount: number;
  readonly distinctCount: number;
  /** The first few values, as they stand in the table. */
  readonly examples: readonly string[];
}

/** What the page shows of a table that was read. */
export interface TableSummary {
  readonly rowCount: number;
  readonly columns: readonly ColumnSummary[];
  readonly notes: readonly string[];
}

const exampleCount = 3;

export function summaryOf(table: Table): TableSummary {
  const columns = describeColumns(table).map(({ name, type, missingCount, distinctCount }, place) => {
    const cells = table.columns[place];
    const examples: string[] = [];
    for (let row = 0; row < table.rowCount && examples.length < exampleCount; row++) {
      const cell = cells[row];
      if (cell !== null && !examples.includes(String(cell))) examples.push(String(cell));
    }
    return { name, type, missingCount, distinctCount, examples };
  });
  return { rowCount: table.rowCount, columns, notes: table.notes };
}
