import { featureNames, readTableRecord } from "@halfspace/tables";
import { Option } from "commander";
import { type TrainedModel, toJavaScriptModule, toOnnx } from "halfspace";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
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

/** \`halfspace export\`: a network for other programs to run. */
export const exportModel: CommandDefinition = (program, run) => {
  program
    .command("export")
    .description("write a network as ONNX or as a JavaScript module")
    .argument("<model>", "a model file")
    .addOption(new Option("--format <format>", "what to write").choices(["onnx", "js"]).makeOptionMandatory())
    .addOption(new Option("--precision <precision>", "of ONNX").choices(["single", "double"]).default("single"))
    .option("--out <file>", "the file to write; by default the model's name with .onnx or .mjs")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", examples)
    .action((model: string, options: ExportOptions) => run((terminal) => writeExport(model, options, terminal)));
};

const endings = { onnx: ".onnx", js: ".mjs" } as const;

async function writeExport(path: string, options: ExportOptions, terminal: Terminal): Promise<ExitCode> {
  const { format, precision } = options;
  const out = options.out ?? path.replace(/\.json$/, "") + endings[format];
  requireWritable(out);
  requireOtherFile(out, { "the model file": path });
  const model = await readModel(path);
  const columnNames = encodedColumns(model);
  const content =
    format === "onnx" ? toOnnx(model, { precision, columnNames }) : toJavaScriptModule(model, columnNames);
  await writeWhole(out, content, terminal.signal);
  const { inputCount, outputCount } = model.network;
  terminal.print(
    options.json
      ? JSON.stringify({ format, ...(format === "onnx" ? { precision } : {}), file: out, inputCount, outputCount })
      : `Wrote ${strong(out)}: ${inputCount} numbers in, ${outputCount} out.`,
  );
  return 0;
}

/** The names of the network's inputs, where the model was trained from a table. */
function encodedColumns(model: TrainedModel): string[] | undefined {
  return model.table === undefined ? undefined : featureNames(readTableRecord(model.table).encoding);
}
