import { readTableRecord, rowsToJudge } from "@halfspace/tables";
import { requireOtherFile, requireWritable, writeWhole } from "@halfspace/tables/node";
import type { Call, CommandDefinition, ExitCode } from "../../command.js";
import { header, sheet } from "../../flags/common.js";
import { onlyWith } from "../../flags/flag.js";
import { readAnyModel } from "../../model-on-disk.js";
import { type RowFlags, readRowsFor } from "../../read-rows.js";
import { trainingRows } from "../../report.js";
import { fileOf, type QueryFlags, queryFlags, tableOperand, tableSource } from "../../table-source.js";
import { isKept } from "../predict/kept-columns.js";
import { cardOf } from "./card.js";
import { asHtml, asMarkdown } from "./document.js";

interface CardOptions extends RowFlags, QueryFlags {
  readonly groups?: string;
  readonly out: string;
}

const examples = `
Examples:
  $ halfspace card model.json
  $ halfspace card model.json houses.csv --groups district
  $ halfspace card model.json houses.csv --out houses-card

With the table of training the scores are of the rows that were kept apart; with another table, of all its rows.`;

/** `halfspace card`: what a model is for, what it was made of, how good it is and for whom, what is proved, and its limits. */
export const card: CommandDefinition<CardOptions> = {
  name: "card",
  description: "write a model card as Markdown and HTML",
  operands: [{ words: "<model>", help: "a model file" }, tableOperand("rows to score it on, with their targets")],
  flags: {
    groups: {
      words: "--groups <column>",
      help: "score the groups of this column apart; it need not be one that was learned from",
      refused: (options, [, table]) =>
        onlyWith<CardOptions>("a table", ({ sql }) => table !== undefined || sql !== undefined)(options),
    },
    out: { words: "--out <name>", help: "writes NAME.md and NAME.html", usual: "model-card" },
    header,
    sheet,
    ...queryFlags,
  },
  examples,
  run: writeCard,
};

async function writeCard({ operands, options, terminal }: Call<CardOptions>): Promise<ExitCode> {
  const [modelFile, tablePath] = operands;
  const files = [`${options.out}.md`, `${options.out}.html`];
  const hasTable = tablePath !== undefined || options.sql !== undefined;
  const source = hasTable ? tableSource(tablePath, options) : undefined;
  for (const file of files) {
    requireWritable(file);
    requireOtherFile(file, { "the model file": modelFile, "the table": source && fileOf(source) });
  }
  const model = await readAnyModel(modelFile);
  const record = readTableRecord(model.table);
  const { groups } = options;
  const looksAt = isKept({ keep: groups === undefined ? [] : [groups] });
  const table = source && (await readRowsFor(record.encoding, source, options, looksAt));
  terminal.signal.throwIfAborted();
  const sampleCount = trainingRows(model);
  const judged = table && rowsToJudge(table, record, { sampleCount, groups });
  const document = cardOf({ model, modelFile, judged, groups });
  for (const [k, text] of [asMarkdown(document), asHtml(document)].entries()) {
    await writeWhole(files[k], text, terminal.signal);
  }
  terminal.print(`Wrote ${files.join(" and ")}.`);
  return 0;
}
