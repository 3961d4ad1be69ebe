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
    folder.write("nan.csv", header + rows((row) => `${row},${row === 5 ? "NaN" : row * row},${row}`));
    folder.write("nan-target.csv", header + rows((row) => `${row},${row * row},${row === 5 ? "nan" : row}`));
    folder.write("nan-rows.csv", smallTable().replace(/^4.9,|^3.7,/gm, "NaN,"));
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
    before = folder.list();
  });

  const cases: Record<string, readonly [string[], RegExp]> = {
    "missing file": [fitTo("nowhere.csv", "y"), /no file nowhere\.csv/],
    "a folder for a table": [fitTo(".", "y"), /folder/],
    "unknown target": [fitTo("beams.csv", "price"), /no column "price".*width/],
    "a number beyond the columns": [fitTo("beams.csv", "17"), /from 1 to 5/],
    "unknown column to drop": [fitTo("beams.csv", "strength", "--drop", "nothing"), /no column "nothing"/],
    "an empty table": [fitTo("empty.csv", "y"), /empty/],
    "a header without rows": [fitTo("header.csv", "y"), /row/],
    "one row": [fitTo("one.csv", "y"), /one row/],
    "a constant target": [fitTo("constant.csv", "y"), /5 in every row/],
    NaN: [fitTo("nan.csv", "y"), /"b", row 6 is NaN/],
    "a NaN target": [fitTo("nan-target.csv", "y"), /"y", row 6 is nan/],
    "NaN in a prediction table": [["predict", "model.json", "nan-rows.csv"], /"width".*NaN/],
    Infinity: [fitTo("infinite.csv", "y"), /Infinity/],
    "an infinite target": [fitTo("infinite-target.csv", "y"), /Infinity/],
    "ragged rows": [fitTo("ragged.csv", "y"), /4/],
    "a text target in regression": [fitTo("beams.csv", "kind", "--task", "regression"), /numeric target.*oak/],
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
    "no target": [["fit", "beams.csv"], /--target/],
    "a folder that is not there": [fitTo("beams.csv", "strength", "--out", "there/model.json"), /no folder/],
    "a damaged model file": [["predict", "damaged.json", "beams.csv"], /damaged\.json/],
    "another JSON file": [["verify", "not-a-model.json", "beams.csv"], /not-a-model\.json/],
    "a model of a future version": [["inspect", "future.json"], /version 9999/],
    "no model file": [["inspect", "none.json"], /no file none\.json/],
    "a prediction table that lacks a column": [["predict", "model.json", "missing-column.csv"], /"width"/],
    "a prediction table of another type": [["predict", "model.json", "other-type.csv"], /"width".*wide/],
    "a table to verify that lacks a column": [["verify", "model.json", "missing-column.csv"], /"width"/],
  };

  for (const [name, [words, line]] of Object.entries(cases)) {
    it(name, async () => {
      const { code, stdout, stderr } = await folder.halfspace(...words);
      expect(stderr).toMatch(line);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
      expect(stdout).toBe("");
      expect(code).toBe(2);
      expect(folder.list()).toEqual(before);
    });
  }
});
