import { type Encoding, moduleOfRows, onnxOfRows, readTableRecord } from "@halfspace/tables";
import { requireOtherFile, requireWritable, writeWhole } from "@halfspace/tables/node";
import { type AnyModel, toJavaScriptModule, toOnnx } from "halfspace";
import type { Call, CommandDefinition, ExitCode } from "../command.js";
import { json } from "../flags/common.js";
import { readAnyModel } from "../model-on-disk.js";
import { strong } from "../report.js";

interface ExportOptions {
  readonly format: "onnx" | "js";
  readonly precision: "single" | "double";
  readonly out?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace export model.json --format onnx
  $ halfspace export model.json --format onnx --precision double --out model.onnx
  $ halfspace export model.json --format js --out model.mjs

Both take the raw columns of the table. ONNX has an input [rows, 1] a column: doubles for numbers (NaN is missing; true is 1), dates as
milliseconds since 1970, strings for words ("" is missing). The module's predict takes rows as objects, and its types stand beside it
(.d.mts). For images both take rows of pixels.`;

/** `halfspace export`: a network for other programs to run. */
export const exportModel: CommandDefinition<ExportOptions> = {
  name: "export",
  description: "write a network as ONNX or as a JavaScript module",
  operands: [{ words: "<model>", help: "a model file" }],
  flags: {
    format: { words: "--format <format>", help: "what to write", value: ["onnx", "js"], mandatory: true },
    precision: {
      words: "--precision <precision>",
      help: "of ONNX",
      value: ["single", "double"],
      usual: "single",
    },
    out: { words: "--out <file>", help: "the file to write; by default the model's name with .onnx or .mjs" },
    json,
  },
  examples,
  run: writeExport,
};

const endings = { onnx: ".onnx", js: ".mjs" } as const;

async function writeExport({ operands: [path], options, terminal }: Call<ExportOptions>): Promise<ExitCode> {
  const { format, precision } = options;
  const out = options.out ?? path.replace(/\.json$/, "") + endings[format];
  requireWritable(out);
  requireOtherFile(out, { "the model file": path });
  const model = await readAnyModel(path);
  const encoding = model.table === undefined ? undefined : readTableRecord(model.table).encoding;
  const { content, types } = exported(model, encoding, options);
  const typesFile = types === undefined ? undefined : typesBeside(out);
  if (typesFile !== undefined) requireWritable(typesFile);
  await writeWhole(out, content, terminal.signal);
  if (typesFile !== undefined && types !== undefined) await writeWhole(typesFile, types, terminal.signal);
  const { inputCount, outputCount } = model.network;
  const columns = encoding ? encoding.columns.map(({ name }) => name) : undefined;
  const notes = [...keptRows(model), ...(encoding?.notes ?? [])];
  if (options.json) {
    const asked = format === "onnx" ? { format, precision } : { format };
    const files = { file: out, ...(typesFile === undefined ? {} : { typesFile }) };
    terminal.print(
      JSON.stringify({ ...asked, ...files, inputCount, outputCount, ...(columns ? { columns } : {}), notes }),
    );
    return 0;
  }
  const taken = columns ? `${columns.length} columns` : `${inputCount} numbers`;
  terminal.print(`Wrote ${strong(out)}: ${taken} in, ${outputCount} out.`);
  if (typesFile !== undefined) terminal.print(`Wrote ${strong(typesFile)}: its types.`);
  for (const note of notes) terminal.print(`  note: ${note}`);
  return 0;
}

/** What a file of a kernel model or an average holds beside weights. */
function keptRows({ network, kind, ...model }: AnyModel): string[] {
  if (kind !== "kernel" && kind !== "average") return [];
  const rows = "inputs" in model ? model.inputs.rows : network.neuronCount;
  const which = "centres" in model && model.centres ? `${rows} of the ${model.centres.among}` : `the ${rows}`;
  return [`The file holds ${which} training rows, encoded and scaled: ${network.parameterCount} numbers in all.`];
}

/** The file's content, and that of its types where it has them. A model without a table takes rows of numbers. */
function exported(
  model: AnyModel,
  encoding: Encoding | undefined,
  { format, precision }: ExportOptions,
): { content: string | Uint8Array; types?: string | undefined } {
  if (format === "onnx") {
    return { content: encoding ? onnxOfRows(model, encoding, { precision }) : toOnnx(model, { precision }) };
  }
  if (!encoding) return { content: toJavaScriptModule(model) };
  const { module, types } = moduleOfRows(model, encoding);
  return { content: module, types };
}

/** The declaration file that TypeScript looks for beside a module: model.d.mts for model.mjs. */
const typesBeside = (module: string): string =>
  /\.[cm]?js$/.test(module) ? module.replace(/\.([cm]?)js$/, ".d.$1ts") : `${module}.d.ts`;
