// Read a table and see what its columns are
import {
  type Cell,
  columnCalled,
  columnTypes,
  defaultMissingMarkers,
  describeColumns,
  drop,
  isPacked,
  type ReadOptions,
  readTable,
  selectRows,
  toCsv,
  toJsonLines,
} from "@halfspace/tables";

const text = `area,district,sold,rent
52,north,2024-01-05,610
71,south,2024-02-11,?
64,north,2024-03-02,700
88,south,2024-03-20,905
`;
// How long reading takes is told by the size of a file, but for packed ones.
console.log(isPacked(new TextEncoder().encode(text))); // → false
const options: ReadOptions = { columns: [{ name: "district", type: "category" }] };
const table = await readTable(text, options);
console.log(`${table.rowCount} rows, ${table.columnNames.join(", ")}`); // → 4 rows, area, district, sold, rent
// "?" is one of the usual markers of a missing value.
const rents: readonly Cell[] = table.columns[3];
console.log(String(rents[1]), defaultMissingMarkers.includes("?")); // → null true
const types = describeColumns(table).map(({ name, type }) => `${name}: ${type}`);
console.log(types.join(", ")); // → area: numeric, district: category, sold: date, rent: numeric
console.log(columnTypes.join(" ")); // → number category date day-first month-first
// A column by its name, or by its number from 1.
console.log(columnCalled(table.columnNames, "4")); // → rent
const small = drop(selectRows(table, [0, 2]), ["sold"]);
console.log(JSON.stringify(toCsv(small))); // → "area,district,rent\n52,north,610\n64,north,700\n"
console.log([...toJsonLines(small)].join("").split("\n")[0]); // → {"area":"52","district":"north","rent":"610"}
