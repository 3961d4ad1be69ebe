import { columnImportanceChart, effectChart } from "@halfspace/pictures";
import { explanationFacts, type SplitTable } from "@halfspace/tables";
import type { AnyModel } from "halfspace";
import { chartFigure } from "./html-figure.js";

type Importance = readonly { readonly name: string; readonly loss: number }[];

const effectCharts = 6;

/** Pictures of what columns do, and the columns by how much they matter, the first one the most. */
interface ExplanationParts {
  readonly ranked: readonly string[];
  readonly html: string;
}

/** The effects of the columns that matter most, and the size of Shapley values where there is a background. */
export function explanationParts(model: AnyModel, split: SplitTable, importance: Importance): ExplanationParts {
  const { encoding } = split.record;
  const { inputs } = split.test ?? split.train;
  // Shuffled columns cost few right answers where one class is rare; the sizes of what columns add are less of a chance.
  let ranked: readonly string[] = [];
  const { effects, shapley } = explanationFacts(model, encoding, inputs, (sizes) => {
    ranked = [...(sizes?.columns ?? importance)].sort((a, b) => b.loss - a.loss).map(({ name }) => name);
    return ranked.slice(0, effectCharts);
  });
  const charts = [
    ...(shapley ? [columnImportanceChart({ title: "How far each column moves a prediction", ...shapley })] : []),
    ...effects.map(effectChart),
  ];
  const html = `<h2>What the columns do</h2>
<p class="quiet">These pictures say what the model computes. They do not say what causes what.</p>
<div class="pictures">
${charts.map(chartFigure).join("\n")}
</div>`;
  return { ranked, html };
}
