import type { EncodedRows, SplitTable } from "@halfspace/tables";

/** Numbers as one typed array, which passes between threads without being copied. */
type Packed = Float64Array | Int32Array;

/** A split table as it passes between threads: its numbers in typed arrays. */
export interface PackedSplit {
  readonly split: Omit<SplitTable, "train" | "test" | "places">;
  readonly train: PackedRows;
  readonly test: PackedRows | undefined;
  readonly places: { readonly train: Int32Array; readonly test: Int32Array };
}

type PackedRows = Omit<EncodedRows, "targets"> & { readonly targets: Packed | EncodedRows["targets"] };

/** @returns the split, and the memory that is given away with it */
export function packed({ train, test, places, ...split }: SplitTable): { packed: PackedSplit; given: ArrayBuffer[] } {
  const own = {
    split,
    train: packedRows(train),
    test: test && packedRows(test),
    places: { train: Int32Array.from(places.train), test: Int32Array.from(places.test) },
  };
  const arrays = [own.train, own.test].flatMap((rows) =>
    rows ? [rows.inputs.values, ...(ArrayBuffer.isView(rows.targets) ? [rows.targets] : [])] : [],
  );
  const given = [...arrays, own.places.train, own.places.test].map(({ buffer }) => buffer as ArrayBuffer);
  return { packed: own, given };
}

function packedRows({ targets, ...rows }: EncodedRows): PackedRows {
  const areNumbers = typeof targets[0] === "number" && targets.every((target) => typeof target === "number");
  return { ...rows, targets: areNumbers ? Float64Array.from(targets as number[]) : targets };
}

/** The split as it was before it was packed. */
export const unpacked = ({ split, train, test, places }: PackedSplit): SplitTable => ({
  ...split,
  train: unpackedRows(train),
  test: test && unpackedRows(test),
  places: { train: Array.from(places.train), test: Array.from(places.test) },
});

const unpackedRows = ({ targets, ...rows }: PackedRows): EncodedRows => ({
  ...rows,
  targets: ArrayBuffer.isView(targets) ? Array.from(targets) : targets,
});
