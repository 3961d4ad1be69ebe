import { featureNames, readTableRecord } from "@halfspace/tables";
import { toJavaScriptModule, toOnnx } from "halfspace";
import type { Call, CommandDefinition, ExitCode } from "../command.js";
import { json } from "../flags/common.js";
import { readModel } from "../model-on-disk.js";
import { strong } from "../report.js";
import { requireOtherFile, requireWritable, writeWhole } from "../write-file.js";

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

Both take encoded rows: numbers, one for each of the columns that the file and halfspace inspect name. Words are a 0/1 column each; a gap
is the column's median (in the model file) with 1 in its "missing" column. The scaling of columns and target is inside.`;

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
  const model = await readModel(path);
  const encoding = model.table === undefined ? undefined : readTableRecord(model.table).encoding;
  const columnNames = encoding && featureNames(encoding);
  const content =
    format === "onnx" ? toOnnx(model, { precision, columnNames }) : toJavaScriptModule(model, columnNames);
  await writeWhole(out, content, terminal.signal);
  const { inputCount, outputCount } = model.network;
  terminal.print(
    options.json
      ? JSON.stringify({ format, ...(format === "onnx" ? { precision } : {}), file: out, inputCount, outputCount })
      : `Wrote ${strong(out)}: ${inputCount} numbers in, ${outputCount} out.`,
  );
  if (!options.json) for (const note of encoding?.notes ?? []) terminal.print(`  note: ${note}`);
  return 0;
}
