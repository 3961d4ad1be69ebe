import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedFolder } from "../shared-folder.js";

/** ../shared/data/reference: problems with given gates and their trusted optima. */
export const folder = join(sharedFolder ?? "", "data", "reference");

/** The rows of a file of numbers. */
export const rows = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));
