import { beforeAll, describe, expect, it } from "vitest";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const fitTo = (table: string, target: string, ...more: string[]) => ["fit", table, "--target", target, ...more];
const header = "a,b,y\n";
const rows = (line: (row: number) => string, count = 20) =>
  Array.from({ length: count }, (_, row) => line(row)).join("\n");

describe("bad input: one clear line, exit code 2, nothing written", () => {
  let before: string[] = [];
  beforeAll(async () => {
    folder.write("beams.csv", smallTable());
    folder.write("empty.csv", "");
    folder.write("header.csv", header);
    folder.write("one.csv", `${header}1,2,3\n`);
    folder.write("constant.csv", header + rows((row) => `${row},${row * row},5`));
    folder.write("flat.csv", header + rows((row) => `${row % 7},${row % 5},${row}`));
    folder.write("infinite.csv", header + rows((row) => `${row},${row === 5 ? "Infinity" : row * row},${row}`));
    folder.write("infinite-target.csv", header + rows((row) => `${row},${row * row},${row === 5 ? "-Infinity" : row}`));
    folder.write("ragged.csv", header + rows((row) => (row === 9 ? "1,2,3,4" : `${row},${row * row},${row}`)));
    folder.write("missing-column.csv", smallTable().replace("width", "breadth"));
    folder.write("other-type.csv", smallTable().replace(/^4.9,|^3.7,/gm, "wide,"));
    const made = await folder.halfspace("fit", "beams.csv", "--target", "strength", "--gates", "20", "--lambda", "0.1");
    expect(made).toMatchObject({ code: 0 });
    const model = folder.read("model.json");
    folder.write("damaged.json", model.slice(0, model.length / 2));
    folder.write("not-a-model.json", '{"hello": 1}');
    folder.write("future.json", model.replace(/"version":\s*\d+/, '"version":9999'));
    folder.write("stray-target.csv", header + rows((row) => `${row % 7},${row % 5},${row === 5 ? "12 kg" : row / 2}`));
    folder.write(
      "no-names.csv",
      rows((row) => `${row % 7},${row % 5},${row / 2}`),
    );
    folder.write("no-rows.csv", "width,height,kind\n");
    folder.write("zip.csv", "PK\x03\x04and more");
    before = folder.list();
  });

  const cases: Record<string, readonly [string[], RegExp]> = {
    "missing file": [fitTo("nowhere.csv", "y"), /^halfspace: table: got nowhere\.csv, where there is no file/],
    "a folder for a table": [fitTo(".", "y"), /folder/],
    "unknown target": [fitTo("beams.csv", "price"), /--target: got "price", and there is no such column.*width/],
    "a number beyond the columns": [fitTo("beams.csv", "17"), /from 1 to 5/],
    "unknown column to drop": [
      fitTo("beams.csv", "strength", "--drop", "nothing"),
      /--drop: got "nothing", and there is no such column/,
    ],
    "an empty table": [fitTo("empty.csv", "y"), /empty/],
    "a header without rows": [fitTo("header.csv", "y"), /row/],
    "one row": [fitTo("one.csv", "y"), /one row/],
    "a constant target": [fitTo("constant.csv", "y"), /5 in every row/],
    Infinity: [fitTo("infinite.csv", "y"), /Infinity/],
    "an infinite target": [fitTo("infinite-target.csv", "y"), /Infinity/],
    "ragged rows": [fitTo("ragged.csv", "y"), /4/],
    "a text target in regression": [
      fitTo("beams.csv", "kind", "--task", "regression"),
      /holds "oak"; expected a numeric target/,
    ],
    "λ of zero": [fitTo("beams.csv", "strength", "--lambda", "0"), /--lambda.*above 0/],
    "negative λ": [fitTo("beams.csv", "strength", "--lambda=-1"), /--lambda.*above 0/],
    "λ above 1": [fitTo("beams.csv", "strength", "--lambda", "1.5"), /--lambda.*up to 1/],
    "λ that is no number": [fitTo("beams.csv", "strength", "--lambda", "small"), /--lambda.*small/],
    "no gates": [fitTo("beams.csv", "strength", "--gates", "0"), /--gates.*from 1/],
    "half a gate": [fitTo("beams.csv", "strength", "--gates", "1.5"), /--gates.*whole number/],
    "one fold": [fitTo("beams.csv", "strength", "--folds", "1"), /--folds.*from 2/],
    "everything held out": [fitTo("beams.csv", "strength", "--holdout", "1"), /--holdout.*below 1/],
    "an unknown option": [fitTo("beams.csv", "strength", "--gate", "10"), /--gate.*--gates/],
    "an unknown model": [fitTo("beams.csv", "strength", "--model", "deep"), /gated-relu/],
    "an unknown activation": [fitTo("beams.csv", "strength", "--activation", "tanh"), /--activation.*leaky-relu/],
    "one layer": [fitTo("beams.csv", "strength", "--layers", "1"), /--layers.*from 2/],
    "layers and an activation": [
      fitTo("beams.csv", "strength", "--layers", "3", "--activation", "threshold"),
      /activation threshold with layers 3/,
    ],
    "generated gates of a threshold network": [
      fitTo("beams.csv", "strength", "--activation", "threshold", "--model", "relu", "--gates", "generate"),
      /"generate" with activation threshold/,
    ],
    "plain neurons of three layers": [
      fitTo("beams.csv", "strength", "--layers", "3", "--model", "relu"),
      /relu with layers 3/,
    ],
    "layers and the automatic choice": [
      fitTo("beams.csv", "strength", "--layers", "3", "--model", "auto"),
      /--layers: got it with --model auto/,
    ],
    "a slope of nothing": [fitTo("beams.csv", "strength", "--slope", "0.1"), /--slope.*--activation leaky-relu/],
    "a filter of nothing": [fitTo("beams.csv", "strength", "--filter", "3x3"), /--filter.*--image/],
    "an image that is no size": [fitTo("beams.csv", "strength", "--image", "12"), /--image.*HEIGHTxWIDTH/],
    "an image with words": [fitTo("beams.csv", "strength", "--image", "2x2"), /"kind" holds words/],
    "an image with gaps": [
      fitTo("beams.csv", "strength", "--drop", "kind", "class", "--image", "1x2"),
      /"height" has missing values/,
    ],
    "an image that does not fill the columns": [
      fitTo("flat.csv", "y", "--image", "3x3", "--filter", "2x2"),
      /2 columns beside the target, and 3x3 is 9/,
    ],
    "a filter that is too large": [fitTo("flat.csv", "y", "--image", "1x2"), /3 × 3 filter for a 1 × 2 image/],
    "an unknown command": [["train", "beams.csv"], /train/],
    "no command": [[], /--help/],
    "no target": [["fit", "beams.csv"], /--target.*got none/],
    "a misspelt --target": [["fit", "beams.csv", "--targets", "strength"], /'--targets' \(Did you mean --target\?\)/],
    "a target without its flag": [["fit", "beams.csv", "strength"], /too many arguments.*fit --help/],
    "a word among the numbers of the target": [
      fitTo("stray-target.csv", "y"),
      /holds numbers but for "12 kg" \(row 6\)/,
    ],
    "names read as data": [fitTo("flat.csv", "3", "--no-header"), /"y" \(row 1\).*first row the names/],
    "a name of a table without names": [fitTo("no-names.csv", "y"), /first row is taken as data/],
    "a damaged workbook": [fitTo("zip.csv", "y"), /archive that cannot be read.*\.xlsx.*CSV/],
    "nearly everything held out": [fitTo("beams.csv", "strength", "--holdout", "0.99"), /leaves 1 of 60 rows/],
    "writing over the table": [
      fitTo("beams.csv", "strength", "--out", "beams.csv"),
      /beams\.csv, which is also the table/,
    ],
    "a model and a report in one file": [
      fitTo("beams.csv", "strength", "--out", "both", "--report", "./both"),
      /also the file of --report/,
    ],
    "predictions over the model": [["predict", "model.json", "beams.csv", "--out", "model.json"], /is also the model/],
    "predictions over the table": [["predict", "model.json", "beams.csv", "--out", "beams.csv"], /is also the table/],
    "an export over the model": [
      ["export", "model.json", "--format", "js", "--out", "model.json"],
      /is also the model file/,
    ],
    "gates of a kernel": [
      fitTo("beams.csv", "strength", "--model", "ntk", "--gate-strategy", "sparse"),
      /^halfspace: --gate-strategy: got it with model ntk; expected none/,
    ],
    "a quick run of what has none": [
      ["reproduce", "figure-1", "--quick"],
      /--quick: got it with figure-1, for which it does nothing/,
    ],
    "a table in the place of the model": [
      ["predict", "beams.csv", "model.json"],
      /beams\.csv: got text that is not a model file.*first/,
    ],
    "a prediction table without rows": [["predict", "model.json", "no-rows.csv"], /no rows of data/],
    "a prediction table without names": [["predict", "model.json", "no-names.csv"], /the model needs a row of names/],
    "--no-header of a model with names": [
      ["predict", "model.json", "no-names.csv", "--no-header"],
      /--no-header: got it with a model that finds columns by name/,
    ],
    "an option of fit at predict": [
      ["predict", "model.json", "beams.csv", "--loss", "softmax"],
      /--loss is an option of fit; predict finds .* in the model file/,
    ],
    "an option of fit at verify": [
      ["verify", "model.json", "beams.csv", "--target", "strength"],
      /--target is an option of fit; verify finds/,
    ],
    "a folder that is not there": [fitTo("beams.csv", "strength", "--out", "there/model.json"), /no folder/],
    "a damaged model file": [["predict", "damaged.json", "beams.csv"], /damaged\.json/],
    "another JSON file": [["verify", "not-a-model.json", "beams.csv"], /not-a-model\.json/],
    "a model of a future version": [["inspect", "future.json"], /version 9999/],
    "no model file": [["inspect", "none.json"], /none\.json, where there is no file/],
    "a folder for a model": [["inspect", "."], /which is a folder; expected a file/],
    "a prediction table that lacks a column": [["predict", "model.json", "missing-column.csv"], /"width"/],
    "a prediction table of another type": [["predict", "model.json", "other-type.csv"], /"wide" in column "width"/],
    "a table to verify that lacks a column": [["verify", "model.json", "missing-column.csv"], /"width"/],
  };

  // One in ten in a process of its own, whose exit code is what counts; the others share one.
  Object.entries(cases).forEach(([name, [words, line]], k) => {
    it(name, async () => {
      const { code, stdout, stderr } = await (k % 10 === 0 ? folder.halfspace : folder.inShell)(...words);
      expect(stderr).toMatch(line);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
      expect(stdout).toBe("");
      expect(code).toBe(2);
      expect(folder.list()).toEqual(before);
    });
  });
});
