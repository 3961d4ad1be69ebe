import { type Exportable, givesProbabilities, type OnnxOptions, toJavaScriptModule, toOnnx } from "halfspace";
import { type Encoding, featureNames } from "../encoding.js";
import { javaScriptRows } from "./javascript-rows.js";
import { moduleTypes } from "./module-types.js";
import { onnxRows } from "./onnx-rows.js";

/**
 * A model as an ONNX file that takes the table's own columns, each an input of its own (`onnxRows`). Images are taken as one
 * input of pixels, as `toOnnx` takes them.
 * @returns the bytes of the file
 * @throws InputError as `toOnnx`
 */
export function onnxOfRows(
  model: Exportable,
  encoding: Encoding,
  options: Pick<OnnxOptions, "precision"> = {},
): Uint8Array {
  return toOnnx(
    model,
    isOfImages(model) ? { ...options, columnNames: featureNames(encoding) } : { ...options, rows: onnxRows(encoding) },
  );
}

/** An ES module and its types. */
export interface ModuleOfRows {
  /** The text of the module. */
  readonly module: string;
  /** The text of its declaration file; undefined for a module that takes rows of numbers. */
  readonly types: string | undefined;
}

/**
 * A model as an ES module whose `predict` takes raw rows as objects: `predict({ area: 120, district: "north" })`. Images are
 * taken as rows of pixels, as `toJavaScriptModule` takes them.
 * @returns the texts of the module and of its declaration file
 * @throws InputError as `toJavaScriptModule`
 */
export function moduleOfRows(model: Exportable, encoding: Encoding): ModuleOfRows {
  if (isOfImages(model)) return { module: toJavaScriptModule(model, featureNames(encoding)), types: undefined };
  const module = toJavaScriptModule(model, undefined, javaScriptRows(encoding));
  return { module, types: moduleTypes(encoding, model.labels, givesProbabilities(model)) };
}

const isOfImages = ({ network }: Exportable): boolean =>
  network.kind === "convolutional" || network.kind === "gated-convolutional";
