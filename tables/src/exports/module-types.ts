import type { Encoding } from "../encoding.js";
import type { Label, Target } from "../target.js";
import { exportedColumns } from "./exported-columns.js";

/**
 * The types of an ES module that takes raw rows (`javaScriptRows`): one field a column, and what `predict` gives.
 * @returns the text of a declaration file, to stand beside the module (`model.d.mts` for `model.mjs`)
 */
export function moduleTypes(encoding: Encoding, labels: readonly Label[] | null, hasProbabilities: boolean): string {
  const fields = exportedColumns(encoding).map(
    ({ encoding: { name, type }, clock }) =>
      `  readonly ${JSON.stringify(name)}: ${clock ? "string | number" : typeOf[type]} | null;`,
  );
  const prediction = labels ? "Label" : several(encoding.target) ? "number[]" : "number";
  return [
    "/** A raw row; null is a missing value. */",
    `export interface Row {\n${fields.join("\n")}\n}\n`,
    ...(labels ? [`export type Label = ${labels.map((label) => JSON.stringify(label)).join(" | ")};`] : []),
    ...(labels ? ["export declare const labels: readonly Label[];\n"] : []),
    "/** How each field is read. */",
    "export declare const columns: readonly { readonly name: string; readonly type: string }[];\n",
    ...door("predict", prediction, labels ? "The class of the highest probability." : "The predicted number."),
    ...(labels && hasProbabilities ? door("probabilities", "number[]", "One a class, in the order of `labels`.") : []),
  ].join("\n");
}

const typeOf = {
  numeric: "number",
  boolean: "boolean",
  category: "string | number | boolean",
  date: "string | number | Date",
};

const several = (target: Target): boolean => target.task === "regression" && (target.others?.length ?? 0) > 0;

const door = (name: string, result: string, says: string): string[] => [
  `/** ${says} @throws TypeError naming the field that is absent or does not fit */`,
  `export declare function ${name}(rows: readonly Row[]): ${result.includes("|") ? `(${result})` : result}[];`,
  `export declare function ${name}(row: Row): ${result};\n`,
];
