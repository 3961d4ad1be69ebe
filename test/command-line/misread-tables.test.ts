import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const quick = ["--gates", "20", "--lambda", "0.1", "--json"];
const lines = (header: string, rows: readonly string[]) => `${header}\n${rows.join("\n")}\n`;
const fitted = async (table: string, ...words: string[]) => folder.inShell("fit", table, ...words);

/** A column of words of which some are read as missing, beside a number that tells them apart. */
const withMarker = (marker: string, others: readonly string[]) =>
  lines(
    "size,region",
    Array.from(
      { length: 24 },
      (_, row) => `${row % 4 < 2 ? row : 100 + row},${row % 4 < 2 ? marker : others[row % others.length]}`,
    ),
  );

describe("a word that is read as missing is named, and may be kept", () => {
  it.each([
    ["NA", ["EU"], /"region", which is EU in every row.*"NA" was read as missing in 12 rows; keep-na keeps/],
    ["null", ["yes"], /"region", which is yes in every row.*"null" was read as missing in 12 rows/],
    ["N/A", ["a"], /"N\/A" was read as missing in 12 rows/],
  ])("%s beside one other word", async (marker, others, message) => {
    folder.write("one.csv", withMarker(marker, others));
    const refused = await fitted("one.csv", "--target", "region");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    const kept = await fitted("one.csv", "--target", "region", "--keep-na", "region", ...quick);
    expect(JSON.parse(kept.stdout).test.accuracy).toBe(1);
  });

  it("beside several others it is a note", async () => {
    folder.write("three.csv", withMarker("NA", ["EU", "AS", "AF"]));
    const { notes } = JSON.parse((await fitted("three.csv", "--target", "region", ...quick)).stdout);
    expect(notes.join()).toMatch(/12 of 24 rows have no value of "region".*"NA" was read as missing in 12 rows/);
  });
});

describe("words that differ in case or blanks alone are noted, and folded where that is asked", () => {
  it.each([
    ["yes,Yes,YES,no,No", 5],
    ["True,true,TRUE,False,false", 5],
    ["red  fir,Red fir,oak,OAK,oak", 4],
  ])("%s", async (words, count) => {
    const spellings = words.split(",");
    const rows = Array.from({ length: 60 }, (_, row) => {
      const word = spellings[row % spellings.length];
      return `${/^(yes|true|red)/i.test(word) ? 5 + (row % 7) : -5 - (row % 5)},${word}`;
    });
    folder.write("case.csv", lines("a,ok", rows));
    expect(new Set(spellings).size).toBe(count);
    const plain = await fitted("case.csv", "--target", "ok", ...quick);
    expect(plain.stdout).toMatch(/words that differ only in case or blanks/);
    const folded = JSON.parse((await fitted("case.csv", "--target", "ok", "--fold-case", ...quick)).stdout);
    expect(folded.test.accuracy).toBe(1);
    expect(folded.notes.join()).not.toContain("differ only");
  });
});

describe("predict says on what it predicts", () => {
  beforeAll(async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${row % 10},${["oak", "pine"][row % 2]},${(row % 10) + (row % 2)}`,
    );
    folder.write("train.csv", lines("a,wood,y", rows));
    await fitted("train.csv", "--target", "y", ...quick);
  });

  it.each<[string, string[], RegExp[]]>([
    [
      "other case",
      ["1,OAK", "2,OAK", "3,PINE"],
      [/3 of 3 values of "wood" were never seen .*"OAK", "PINE".*in case only/],
    ],
    ["other words", ["1,elm", "2,oak"], [/1 of 2 values of "wood" were never seen in training \("elm"\)/]],
    ["gaps", [",oak", ",pine"], [/"a" is missing in every row, in training never/]],
    ["a gap", ["1,oak", ",pine"], [/"a" is missing in 1 row, in training never/]],
    ["out of range", ["1,oak", "1e6,pine"], [/1 of 2 values of "a" lie outside .*0 to 9/]],
    ["what training saw", ["1,oak", "2,pine"], []],
  ])("%s", async (_, rows, messages) => {
    folder.write("new.csv", lines("a,wood", rows));
    const predicted = await folder.inShell("predict", "model.json", "new.csv", "--json");
    const { notes } = JSON.parse(predicted.stdout);
    expect(notes).toHaveLength(messages.length);
    messages.forEach((message, index) => {
      expect(notes[index]).toMatch(message);
    });
  });
});

describe.skipIf(!sharedFolder)(`tables that were misread${sharedFolderNote}`, () => {
  const path = (name: string) => join(sharedFolder ?? "", "data", "cases", name);

  it("01-zero-weights-worse-than-majority", async () => {
    const { train, test, baseline } = JSON.parse(
      (await fitted(path("01-zero-weights-worse-than-majority/noise.csv"), "--target", "when", "--json")).stdout,
    );
    expect(test.accuracy).toBeGreaterThanOrEqual(baseline.accuracy);
    expect(train.logLoss).toBeLessThan(0.78);
  });

  it("07-NA-is-a-class", async () => {
    const two = await fitted(path("07-NA-is-a-class/two.csv"), "--target", "region");
    expect(two.stderr).toMatch(/"NA" was read as missing in 9 rows/);
    const three = await fitted(path("07-NA-is-a-class/three.csv"), "--target", "region", ...quick);
    expect(three.stdout).toMatch(/9 of 18 rows have no value of .*was read as missing in 9 rows/);
  });

  it("10-labels-that-differ-in-case", async () => {
    const table = path("10-labels-that-differ-in-case/case.csv");
    expect((await fitted(table, "--target", "ok", ...quick)).stdout).toContain("differ only in case");
    const folded = await fitted(table, "--target", "ok", "--fold-case", ...quick);
    expect(JSON.parse(folded.stdout).test.accuracy).toBe(1);
  });

  it("19-unseen-values-pass-in-silence", async () => {
    await fitted(
      path("19-unseen-values-pass-in-silence/train.csv"),
      "--target",
      "y",
      "--lambda",
      "0.01",
      "--out",
      "19.json",
    );
    const told = async (name: string) => {
      const table = path(`19-unseen-values-pass-in-silence/${name}.csv`);
      return JSON.parse((await folder.inShell("predict", "19.json", table, "--json")).stdout);
    };
    const upper = await told("upper");
    expect(upper.predictions.map((value: number) => value.toFixed(1))).toEqual(["6.6", "6.5", "6.6"]);
    expect(upper.notes.join()).toMatch(/3 of 3 values of "wood" were never seen in training/);
    const gaps = await told("gaps");
    expect(gaps.predictions.map((value: number) => value.toFixed(1))).toEqual(["4.0", "4.0", "9.0"]);
    expect(gaps.notes.join()).toMatch(/"a" is missing in every row, in training never/);
  });
});
