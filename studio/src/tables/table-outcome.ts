import { type EffectFacts, explanationFacts, type TrainingFacts, tellingRows, trainingFacts } from "@halfspace/tables";
import {
  type AnyModel,
  baselineScore,
  describeModel,
  givesProbabilities,
  predictProbabilities,
  type Score,
  type StraightLine,
  score,
} from "halfspace";
import { countOfRows, rowsOf, type Trained } from "./asked-row.js";
import { nameOfNamingColumn, nameOfRow, writtenName } from "./named-rows.js";
import { cellsOfRow, type Field, fieldsOf } from "./new-row.js";

/** What the page shows of a model that was trained. */
export interface TableOutcome {
  readonly task: "regression" | "classification";
  readonly facts: TrainingFacts;
  readonly effects: readonly EffectFacts[];
  readonly scores: {
    readonly train: Score;
    readonly test: Score | null;
    readonly straightLine: Score | null;
    readonly baseline: Score;
  };
  /** Of one program; an average of several has none. */
  readonly relativeGap: number | undefined;
  /** What is proved, for a person who did not train it, and in all its words. */
  readonly proof: string;
  readonly words: string;
  /** What it is made of, in words. */
  readonly size: string;
  readonly seconds: number;
  readonly notes: readonly string[];
  /** How many rows the model was judged by, and whether they were kept apart. */
  readonly rows: { readonly count: number; readonly keptApart: boolean };
  /** How a row can be asked for. */
  readonly asking: RowAsking;
  /** Of two classes with probabilities: those of the second one and whether it is true, row by row. */
  readonly decided: DecidedRows | undefined;
  readonly form: { readonly fields: readonly Field[]; readonly cells: readonly string[] };
}

/** How a person asks for a row of the table. */
export interface RowAsking {
  /** The column by whose values rows can be asked for; absent where there is none. */
  readonly column?: string;
  /** The name of the first row that was kept apart. */
  readonly first: string;
  readonly rowCount: number;
  /** Rows that are worth asking about, with the names by which they are found. */
  readonly telling: readonly { readonly title: string; readonly name: string }[];
}

/** Rows by the probability of the second of two classes. */
export interface DecidedRows {
  readonly labels: readonly [string, string];
  readonly probabilities: Float64Array;
  readonly isSecond: readonly boolean[];
}

const effectCharts = 6;

/** What the page shows of a model. @param seconds that training took */
export function outcomeOf(trained: Trained, line: StraightLine | undefined, seconds: number): TableOutcome {
  const { result, split } = trained;
  const { train: training, test, record } = split;
  const asked = rowsOf(trained);
  const facts = trainingFacts(result, split);
  return {
    task: result.task,
    facts,
    effects: effectsOf(trained, facts),
    scores: {
      train: score(result, training.inputs, training.targets),
      test: test ? score(result, test.inputs, test.targets) : null,
      straightLine: line ? score(line, asked.inputs, asked.targets) : null,
      baseline: baselineScore(result, training.targets, asked.targets),
    },
    relativeGap: result.kind === "average" ? undefined : result.certificate.relativeGap,
    proof: proofOf(result),
    words: describeModel(result),
    size: sizeOf(result),
    seconds,
    notes: [...split.notes, ...result.notes],
    rows: { count: countOfRows(trained), keptApart: test !== undefined },
    asking: askingOf(trained),
    decided: decidedOf(trained),
    form: { fields: fieldsOf(record.encoding), cells: cellsOfRow(record.encoding, asked.inputs.values) },
  };
}

function askingOf(trained: Trained): RowAsking {
  const { result, split, table } = trained;
  const places = split.test ? split.places.test : split.places.train;
  const nameAt = (row: number) => writtenName(nameOfRow(trained, places[row]));
  const column = nameOfNamingColumn(table);
  return {
    ...(column === undefined ? {} : { column }),
    first: nameAt(0),
    rowCount: table.rowCount,
    telling: tellingRows(result, rowsOf(trained)).map(({ title, row }) => ({ title, name: nameAt(row) })),
  };
}

function effectsOf({ result, split }: Trained, { importance }: TrainingFacts): readonly EffectFacts[] {
  const ranked = [...importance.columns].sort((a, b) => b.loss - a.loss).map(({ name }) => name);
  const { inputs } = split.test ?? split.train;
  return explanationFacts(result, split.record.encoding, inputs, ranked.slice(0, effectCharts)).effects;
}

/** What no other network can do better, and by how much. */
function proofOf(result: AnyModel): string {
  if (result.kind === "average") return "each of the models in it is the best for its own program";
  const { coverage, relativeGap } = result.certificate;
  const others =
    result.kind === "kernel"
      ? "nothing else that this kernel can learn"
      : coverage === "complete"
        ? "no network of this kind"
        : "no network with the same gates";
  return `${others} has a total lower by more than ${shareWords(relativeGap)} of it`;
}

function shareWords(share: number): string {
  const steps = [
    { limit: 1e-9, words: "a billionth" },
    { limit: 1e-6, words: "a millionth" },
    { limit: 1e-3, words: "a thousandth" },
  ];
  return steps.find(({ limit }) => share <= limit)?.words ?? `${Number((100 * share).toPrecision(2))}\u00a0%`;
}

function sizeOf(result: AnyModel): string {
  if (result.kind === "average") return `${result.members.length} models, averaged`;
  if (result.kind === "kernel") return `a kernel over ${result.sampleCount} rows`;
  const gates = result.activeGates === 1 ? "1 gate" : `${result.activeGates} gates`;
  return `${gates} of ${result.maskCount} in use`;
}

function decidedOf(trained: Trained): DecidedRows | undefined {
  const { result } = trained;
  const { inputs, targets } = rowsOf(trained);
  if (result.labels?.length !== 2 || !givesProbabilities(result)) return undefined;
  const [first, second] = result.labels;
  const { values } = predictProbabilities(result, inputs);
  return {
    labels: [String(first), String(second)],
    probabilities: values.filter((_, place) => place % 2 === 1),
    isSecond: (targets as readonly unknown[]).map((target) => target === second),
  };
}
