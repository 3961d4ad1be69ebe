/**
 * The demo: a network that tells how much power a pump draws, trained from a table with words and missing cells, with its
 * honest score and its certificate. Writes the model and two pictures into `demo-output/`.
 *
 * Run `npm run demo`, or `node examples/dist/demo.js` once the project is built.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crossValidationCurve, predictedAgainstTrue, renderSvg } from "@halfspace/pictures";
import { renderPng } from "@halfspace/pictures/node";
import { splitTable } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { baselineScore, describeModel, fromModelFile, score, toModelFile, train, verifyModel } from "halfspace";

const root = join(import.meta.dirname, "..", "..");
const output = join(root, "demo-output");
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(output, name), content);
mkdirSync(output, { recursive: true });

console.log("\nA table of 800 pumps (examples/data/pumps.csv). Which power does a pump draw?\n");
const table = await readTableFile(join(root, "examples", "data", "pumps.csv"));
const { record, train: training, test, notes } = splitTable(table, "power_kW", { holdout: 0.25, seed: 1 });
if (!test) throw new Error("the demo holds a quarter of its rows back");
for (const note of notes) console.log(`  note: ${note}`);
console.log(
  `\nTraining on ${training.targets.length} rows; ${test.targets.length} rows are kept apart for the test. A few seconds …\n`,
);

const result = await train({ ...training, seed: 1 });

const { rmse, r2 } = score(result, test.inputs, test.targets) as { rmse: number; r2: number };
const baseline = baselineScore(result, training.targets, test.targets) as { rmse: number; r2: number };
console.log(`On the ${test.targets.length} pumps it has not seen:`);
console.log(
  `  typical error (RMSE)   ${rmse.toFixed(2)} kW, against ${baseline.rmse.toFixed(2)} kW for always saying the mean`,
);
console.log(`  variance explained     ${(100 * r2).toFixed(1)} % (R² ${r2.toFixed(4)})`);

const { certificate } = result;
console.log(`\nCertificate: ${describeModel(result)}.`);
console.log(`  reached objective      ${certificate.primalObjective}`);
console.log(`  nothing is lower than  ${certificate.dualObjective}`);
console.log("  The same seed gives the same network bit for bit; there is no learning rate to tune.");

const modelText = toModelFile(result, { table: record });
const verification = verifyModel(fromModelFile(modelText), training.inputs, training.targets);
console.log(`  recomputed from the data: ${verification.verified ? "it holds" : "IT DOES NOT HOLD"}`);

write("model.json", modelText);
const scatter = predictedAgainstTrue({
  target: "power (kW)",
  title: "What a pump draws: predicted against true",
  subtitle: `test R² ${r2.toFixed(4)}; ${describeModel(result).split(";")[0]}`,
  groups: [
    { label: "training rows", truth: training.targets as number[], predicted: result.network.predict(training.inputs) },
    { label: "test rows", truth: test.targets as number[], predicted: result.network.predict(test.inputs) },
  ],
});
write("predicted-against-true.svg", renderSvg(scatter));
write("predicted-against-true.png", renderPng(scatter));
if (result.crossValidation) {
  const { metric, path, lambdaFraction } = result.crossValidation;
  const curve = crossValidationCurve({ metric, path, chosen: lambdaFraction });
  write("cross-validation.svg", renderSvg(curve));
  write("cross-validation.png", renderPng(curve));
}
console.log(`
Written into demo-output/: model.json, predicted-against-true.png and .svg, cross-validation.png and .svg.
Try next, from this folder:
  npx halfspace verify demo-output/model.json examples/data/pumps.csv
  npx halfspace fit YOUR-TABLE.csv --target YOUR-COLUMN
`);
