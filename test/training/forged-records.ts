import {
  FormatError,
  fromAverageFile,
  fromModelFile,
  InputError,
  type TrainOptions,
  verifyAverage,
  verifyModel,
} from "halfspace";

/** Records of files with one value replaced, and what verification says of them. */

export type Path = readonly (string | number)[];
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Paths of all leaves; of long lists the first, a middle and the last entry. */
export function leaves(value: Json, path: Path = []): Path[] {
  if (Array.isArray(value)) {
    const some = value.length > 3 ? [0, value.length >> 1, value.length - 1] : [...value.keys()];
    return some.flatMap((k) => leaves(value[k], [...path, k]));
  }
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]));
  }
  return [path];
}

const words: Record<string, string> = {
  solved: "stalled",
  stalled: "solved",
  sampled: "complete",
  complete: "sampled",
  generated: "complete",
  regression: "classification",
  classification: "regression",
  "gated-relu": "mkl",
};

/** Other values of the same type. */
export function otherValues(value: Json): Json[] {
  if (typeof value === "number")
    return Number.isInteger(value) ? [value + 1, value * 3 + 2] : [value * 1.3, -value, value / 1e12];
  if (typeof value === "boolean") return [!value];
  if (typeof value === "string") return [words[value] ?? `${value}x`];
  return [];
}

export function replaced(record: Json, path: Path, value: Json): Json {
  const copy = structuredClone(record);
  let part = copy as Record<string | number, Json>;
  for (const key of path.slice(0, -1)) part = part[key] as Record<string | number, Json>;
  part[path[path.length - 1]] = value;
  return copy;
}

/** "refused" by the reader or by verification, or "verified". */
function verdict(read: () => { readonly verified: boolean }): "refused" | "verified" {
  try {
    return read().verified ? "verified" : "refused";
  } catch (error) {
    if (error instanceof FormatError || error instanceof InputError) return "refused";
    throw error;
  }
}

export const verdictOf = (text: string, table: Pick<TrainOptions, "inputs" | "targets">) =>
  verdict(() =>
    text.includes('"halfspace-average"')
      ? verifyAverage(fromAverageFile(text), table.inputs, table.targets)
      : verifyModel(fromModelFile(text), table.inputs, table.targets),
  );
