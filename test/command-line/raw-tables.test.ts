import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
/** Few gates and folds, or one λ for the long tables, keep this quick; with the defaults the scores are better. */
const tables: Record<string, readonly string[]> = {
  "energy-efficiency.csv": ["--target", "Y1", "--drop", "Y2", "--gates", "100", "--folds", "2"],
  "bank.csv": ["--target", "y", "--gates", "50", "--lambda", "0.1"],
  "crx.data": ["--target", "16", "--no-header", "--gates", "100", "--folds", "2"],
  "abalone.data": ["--target", "9", "--no-header", "--gates", "50", "--lambda", "0.1"],
  "horse-colic.data": ["--target", "24", "--no-header", "--gates", "100", "--folds", "2"],
};

describe.skipIf(!sharedFolder)(`tables as people have them, with no preparation by hand${sharedFolderNote}`, () => {
  for (const [name, words] of Object.entries(tables)) {
    it(`${name}: fits, beats the baseline, certifies; verify and predict agree`, async () => {
      const table = join(sharedFolder ?? "", "data", "raw", name);
      const fitted = await folder.halfspace("fit", table, ...words, "--json");
      expect(fitted.stderr).toBe("");
      const { status, certificate, test, baseline } = JSON.parse(fitted.stdout);
      expect(status).toBe("solved");
      expect(certificate.relativeGap).toBeLessThanOrEqual(1e-6);
      if ("rmse" in test) expect(test.rmse).toBeLessThan(baseline.rmse);
      else expect(test.balancedAccuracy).toBeGreaterThan(baseline.balancedAccuracy);
      const verified = await folder.halfspace("verify", "model.json", table, "--json");
      expect(JSON.parse(verified.stdout).verified).toBe(true);
      const predicted = await folder.halfspace("predict", "model.json", table, "--json");
      expect(predicted.code).toBe(0);
      expect(JSON.parse(predicted.stdout).predictions.length).toBeGreaterThan(0);
    });
  }
});
