import { basename } from "node:path";
import { type ColumnEncoding, dayOf, type RowsToJudge, readTableRecord } from "@halfspace/tables";
import { type AnyModel, baselineScore, type TrainedModel } from "halfspace";
import {
  figure,
  measuresOf,
  networkWords,
  penaltyLine,
  type Score,
  scoreFigure,
  scoreNames,
  scoreOn,
  signWords,
  trainingRows,
  whatIsProved,
} from "../../report.js";
import type { Block, Document } from "./document.js";
import { fewRows, type GroupScore, scoresByGroup } from "./groups.js";

/** What a card is written from. */
export interface CardContents {
  readonly model: AnyModel;
  readonly modelFile: string;
  /** Rows to score the model on, where a table was given. */
  readonly judged: RowsToJudge | undefined;
  /** The column whose groups are scored apart. */
  readonly groups: string | undefined;
}

/** A model's card: what it is for, what it was made of, how good it is and for whom, what is proved, and what it does not say. */
export function cardOf(contents: CardContents): Document {
  const { model, modelFile } = contents;
  const { encoding } = readTableRecord(model.table);
  return {
    title: `Model card: ${encoding.target.name}, by ${basename(modelFile)}`,
    blocks: [
      ...purpose(model),
      ...aboutModel(model),
      ...aboutData(model),
      ...howGood(contents),
      { kind: "heading", text: "What is proved" },
      ...whatIsProved(model).map((text): Block => ({ kind: "text", text })),
      {
        kind: "text",
        text: "This is what the file says of itself. halfspace verify MODEL TABLE proves or refuses it.",
      },
      { kind: "heading", text: "Limits" },
      { kind: "list", items: limits(contents) },
    ],
  };
}

function purpose(model: AnyModel): Block[] {
  const { note } = readTableRecord(model.table);
  const text = note ?? "Nobody has said what this model is for (halfspace fit --note).";
  return [
    { kind: "heading", text: "Purpose" },
    { kind: "text", text },
  ];
}

function aboutModel(model: AnyModel): Block[] {
  const { target } = readTableRecord(model.table).encoding;
  const classes = target.task === "classification" ? `, one of ${target.classes.join(", ")}` : "";
  const others = target.task === "regression" && target.others ? ` with ${target.others.join(", ")}` : "";
  const own: [string, string][] =
    model.kind === "average" ? [["kind", `an average of ${model.members.length} models`]] : trainedTerms(model);
  return [
    { kind: "heading", text: "Model" },
    { kind: "terms", terms: [["predicts", `${target.name}${others} (${target.task}${classes})`], ...own] },
  ];
}

function trainedTerms(model: TrainedModel): [string, string][] {
  const parts = [model.model, networkWords(model), `${model.network.neuronCount} neurons`, `${model.loss} loss`];
  const { quantile } = model.lossParameters ?? {};
  const signs = signWords(model, readTableRecord(model.table).encoding);
  return [
    ["kind", parts.filter(Boolean).join(", ")],
    ...(quantile === undefined ? [] : [["level", `the ${quantile} quantile`] as [string, string]]),
    ...(signs === undefined ? [] : [["monotone", `the prediction ${signs}`] as [string, string]]),
    ["penalty", penaltyLine(model, "auto")],
    ["training", `${model.status}, seed ${model.options.seed}`],
  ];
}

function aboutData(model: AnyModel): Block[] {
  const { encoding, holdout, splitBy, weights } = readTableRecord(model.table);
  const rows = trainingRows(model);
  const apart =
    holdout > 0 ? `, a share of ${holdout} of the rows kept apart for the test` : ", none kept apart for a test";
  return [
    { kind: "heading", text: "Data" },
    {
      kind: "terms",
      terms: [
        ["rows", `${rows} to learn from${apart}${splitBy ? `, the latest by ${splitBy.column}` : ""}`],
        ...(weights === undefined ? [] : [["weights", `rows count by the column ${weights}`] as const]),
      ],
    },
    {
      kind: "table",
      head: ["column", "type", "in training", "missing in training"],
      rows: encoding.columns.map((column) => [column.name, column.type, seenIn(column), missingIn(column)]),
    },
    ...(encoding.notes.length > 0 ? [{ kind: "list", items: encoding.notes } as const] : []),
  ];
}

/** What training saw of a column. */
function seenIn(column: ColumnEncoding): string {
  if (column.type === "numeric") return column.range ? `${figure(column.range[0])} to ${figure(column.range[1])}` : "–";
  if (column.type === "boolean") return "true and false";
  if (column.type === "category")
    return `${column.levels.slice(0, 8).join(", ")}${column.levels.length > 8 ? ", …" : ""}`;
  return column.range ? column.range.map((days) => dayOf(column.origin, days)).join(" to ") : "–";
}

function missingIn(column: ColumnEncoding): string {
  const isKnown = column.type === "category" ? column.missing : column.indicator;
  if (!isKnown) return "never";
  return column.missingShare === undefined ? "in some rows" : `${Number((100 * column.missingShare).toPrecision(2))} %`;
}

const whichRows = {
  test: "rows kept apart from training",
  training: "training rows, because none were kept apart: expect less on others",
  new: "rows of a table that is not the one of training",
} as const;

function howGood({ model, judged, groups }: CardContents): Block[] {
  const heading: Block = { kind: "heading", text: "How good it is" };
  if (!judged) return [heading, { kind: "text", text: withoutTable(model) }];
  const { rows, which } = judged;
  const own = scoreOn(model, rows);
  const plain = measuresOf(
    baselineScore(model as TrainedModel, rows.targets, rows.targets, rows.sampleWeights, rows.sampleWeights),
  );
  const measures = Object.keys(scoreNames).filter((name) => name in own);
  return [
    heading,
    { kind: "text", text: `Scored on ${rows.targets.length} ${whichRows[which]}.` },
    {
      kind: "table",
      head: ["", "model", "rmse" in own ? "mean of these rows" : "most frequent class"],
      rows: measures.map((name) => [scoreNames[name], scoreFigure(own, name), scoreFigure(plain, name)]),
    },
    ...(groups === undefined ? [] : byGroup(groups, own, scoresByGroup(model, judged))),
  ];
}

function withoutTable(model: AnyModel): string {
  const ask = "Give halfspace card the table for its scores.";
  if (model.kind === "average" || !model.crossValidation) return ask;
  const { metric, mean, standardError } = model.crossValidation;
  return `When λ was chosen, rows that were held out gave ${scoreNames[metric] ?? metric} ${figure(mean)} ± ${figure(standardError)}. ${ask}`;
}

function byGroup(column: string, all: Score, found: readonly GroupScore[]): Block[] {
  const measures = Object.keys(scoreNames).filter((name) => name in all);
  const few = found.some(({ rows }) => rows < fewRows);
  return [
    { kind: "heading", text: `By ${column}` },
    {
      kind: "table",
      head: [column, "rows", ...measures.map((name) => scoreNames[name])],
      rows: found.map(({ name, rows, scores }) => [
        `${name}${rows < fewRows ? " *" : ""}`,
        String(rows),
        ...measures.map((measure) => scoreFigure(scores, measure)),
      ]),
    },
    ...(few ? [{ kind: "text", text: `* Fewer than ${fewRows} rows, which say little.` } as const] : []),
  ];
}

function limits({ model, groups }: CardContents): string[] {
  const { columns } = readTableRecord(model.table).encoding;
  const ranged = columns.some(({ type }) => type === "numeric" || type === "date");
  return [
    "The certificate speaks of the training rows and says nothing of others. The scores are for them.",
    ...(ranged
      ? [
          "Outside of the ranges above nothing was learned. halfspace predict counts such values, and refuses them with --strict.",
        ]
      : []),
    "Predictions hold for rows that come about as those of training did. They say nothing of what would happen if a column were changed.",
    ...(groups === undefined ? ["No groups were scored apart (--groups): the model may be worse for some."] : []),
    ...(model.labels && model.calibration
      ? ["Probabilities were scaled on held-out rows. Classes that become more or less frequent make them wrong."]
      : []),
  ];
}
