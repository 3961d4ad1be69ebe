import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apiReports, reportFolder } from "../../site/src/reference/api-report.js";
import { root } from "./packed.js";

const folder = join(root, reportFolder);
const reports = apiReports();

describe("the public interface is the one that was reviewed", () => {
  for (const [file, text] of reports) {
    it(`${reportFolder}/${file} says what the door exports; else run npm run api and look at the difference`, () => {
      expect(existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "").toBe(text);
    });
  }

  it("there is no report of a door that is gone", () => {
    expect(readdirSync(folder).filter((file) => !reports.has(file))).toEqual([]);
  });
});
