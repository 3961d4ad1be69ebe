import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModel } from "@halfspace/predict";
import * as fc from "fast-check";
import { fromAverageFile, fromModelFile, isAverageFile, toEvidenceFile, toModelFile, verifyModel } from "halfspace";
import { damagedRecord, damagedText, type Plain } from "../edits.js";
import { type SmallModel, smallModels } from "../models.js";
import { root } from "../settings.js";
import { answerOf, isSame, must, mustLeavePrototypes, type Target } from "../target.js";

type Given = readonly [place: number, text: string];

/** Model files that somebody damaged or forged: refused in one line, or models whose claims hold. */
export async function modelFiles(): Promise<Target<Given>> {
  const models = await smallModels();
  const input = fc.nat(models.length - 1).chain((place) => {
    const { file } = models[place];
    const record = damagedRecord({ file: JSON.parse(file) as Plain }).map((value) => JSON.stringify(value));
    return fc.tuple(fc.constant(place), fc.oneof(record, record, damagedText({ file })));
  });
  return {
    name: "model-files",
    share: 3,
    input,
    async run([place, text], call) {
      const { inputs, targets } = models[place];
      await answerOf(() => call(() => isAverageFile(text)));
      await answerOf(() => call(() => fromAverageFile(text)));
      await answerOf(() => call(() => readModel(text)));
      const model = await answerOf(() => call(() => fromModelFile(text)));
      mustLeavePrototypes();
      if (!model) return;
      const written = call(() => toModelFile(model));
      must(isSame(toModelFile(fromModelFile(written)), written), "a file written and read is another one");
      const found = await answerOf(() => call(() => verifyModel(model, inputs, targets)));
      if (!found) return;
      must(!(found.relativeGap < 0) && !(found.dualityGap < 0), `a negative gap: ${found.relativeGap}`);
      const predicted = await answerOf(() => call(() => model.network.predict(inputs)));
      if (!found.verified) return;
      must(found.problems.length === 0 && found.relativeGap >= 0, "verified, with problems");
      must(predicted?.every(Number.isFinite) ?? false, "a verified model whose predictions are no numbers");
      if (isAsked(text)) mustBeProved(models[place], text);
    },
  };
}

/** One of so many files that verification accepts goes to the checker, which takes a process. */
const askedOf = 24;
const isAsked = (text: string) => createHash("sha256").update(text).digest().readUInt32LE() % askedOf === 0;

/** What verification accepts, the independent checker must accept too. */
function mustBeProved({ inputs, targets }: SmallModel, text: string): void {
  const folder = mkdtempSync(join(tmpdir(), "halfspace-fuzz-"));
  try {
    const path = join(folder, "evidence.json");
    writeFileSync(path, toEvidenceFile(fromModelFile(text), inputs, targets));
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, "checker", "check.mjs"), path], {
      encoding: "utf8",
    });
    must(stdout.startsWith("proved: "), `verified, and the checker says: ${stdout}${stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
