import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { toEvidenceFile } from "halfspace";
import { resealed } from "../../training/evidence-files.js";
import { damagedRecord, damagedText, type Plain } from "../edits.js";
import { smallModels } from "../models.js";
import { root } from "../settings.js";
import { isSame, must, type Target } from "../target.js";

interface Given {
  readonly place: number;
  readonly text: string;
}

/** Evidence files that somebody damaged, sealed anew or not: a verdict of one line for each, and no proof of what was changed. */
export async function evidenceFiles(): Promise<Target<readonly Given[]>> {
  const files = (await smallModels()).map(({ model, inputs, targets }) => toEvidenceFile(model, inputs, targets));
  const records = files.map((file) => JSON.parse(file) as Plain);
  const one = fc.nat(files.length - 1).chain((place) => {
    const record = damagedRecord({ file: records[place] });
    const sealed = record.map((value) =>
      value && typeof value === "object" ? resealed(value) : JSON.stringify(value),
    );
    const open = record.map((value) => JSON.stringify(value));
    const text = fc.oneof(sealed, sealed, open, damagedText({ file: files[place] }));
    return fc.record({ place: fc.constant(place), text });
  });
  return {
    name: "evidence-files",
    share: 0.5,
    input: fc.array(one, { minLength: 1, maxLength: 40 }),
    async run(given, call) {
      const verdicts = verdictsOf(given.map(({ text }) => text));
      given.forEach(({ place, text }, k) => {
        call(() => {});
        if (!verdicts[k].startsWith("proved: ")) return;
        const { claimed, hashes, ...subject } = JSON.parse(text);
        const {
          claimed: honest,
          hashes: names,
          ...original
        } = records[place] as unknown as { claimed: Claim; hashes: object };
        // A weaker claim about the same program is as true, and so is one about a program that somebody changed and sealed.
        if (inOrder(subject) !== inOrder(original))
          must(!isSame(hashes, names), `proved, and its seals are broken: ${verdicts[k]}`);
        else
          must(!(claimed.relativeGap < honest.relativeGap * (1 - 1e-9)), `a sharper claim is proved: ${verdicts[k]}`);
      });
    },
  };
}

/** What seals see of a file: its values in their order, without brackets. */
const inOrder = (value: object) => JSON.stringify(value).replaceAll(/[[\]{},]/g, "");

interface Claim {
  readonly relativeGap: number;
}

function verdictsOf(texts: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "halfspace-fuzz-"));
  try {
    const paths = texts.map((text, k) => {
      const path = join(folder, `${k}.json`);
      writeFileSync(path, text);
      return path;
    });
    const { stdout, stderr, status, signal } = spawnSync(
      process.execPath,
      [join(root, "checker", "check.mjs"), ...paths],
      {
        encoding: "utf8",
        maxBuffer: 2 ** 26,
      },
    );
    const verdicts = stdout.trimEnd().split("\n");
    must(verdicts.length === texts.length, `the checker ended with ${status ?? signal}: ${stdout}${stderr}`);
    must((status === 0) === verdicts.every((words) => words.startsWith("proved: ")), `exit code ${status}: ${stdout}`);
    return verdicts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
