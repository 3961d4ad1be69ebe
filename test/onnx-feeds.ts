import type { Cell, Encoding, Table } from "@halfspace/tables";
import { onnx } from "onnx-proto";
import * as runtime from "onnxruntime-node";

/** The raw rows as the feeds of an ONNX file, by what its metadata say of its inputs. */
export function feedsOf(bytes: Uint8Array, { columns }: Encoding, table: Table): Record<string, runtime.Tensor> {
  const inputs = onnx.ModelProto.decode(bytes).graph?.input ?? [];
  return Object.fromEntries(
    columns.map((column, place) => {
      const cells = table.columns[table.columnNames.indexOf(column.name)];
      const name = inputs[place].name as string;
      if (column.type === "category") {
        const words = cells.map((cell) => (cell === null ? "" : String(cell)));
        return [name, new runtime.Tensor("string", words, [cells.length, 1])];
      }
      const numbers = Float64Array.from(cells, (cell) => numberOf(cell, column.type === "date" ? column.form : ""));
      return [name, new runtime.Tensor("float64", numbers, [cells.length, 1])];
    }),
  );
}

function numberOf(cell: Cell, form: string): number {
  if (cell === null) return Number.NaN;
  if (form === "" || form === "seconds" || form === "milliseconds") return Number(cell);
  const [, day, month, year, hour = 0] = /^(\d+)\.(\d+)\.(\d+)(?: (\d+):00)?$/.exec(String(cell)) ?? [];
  return day === undefined
    ? Date.parse(String(cell))
    : Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour));
}
