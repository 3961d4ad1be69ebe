import type { Flag } from "./flag.js";

/** `--json`, of every command that reports. */
export const json: Flag<boolean, object> = { words: "--json", help: "print one JSON object and nothing else" };

/** `--no-header`, of commands that read a table for a model. */
export const header: Flag<boolean, object> = {
  words: "--no-header",
  help: "the first row is data; the model file says so by itself",
};

/** `--spreadsheet-safe`, of commands that write words of a table into a CSV file. */
export const spreadsheetSafe: Flag<boolean, object> = {
  words: "--spreadsheet-safe",
  help: "an apostrophe before words that a spreadsheet would run as a formula: =, +, -, @",
};

/** `--sheet`, of commands that read a table. */
export const sheet: Flag<string, object> = {
  words: "--sheet <sheet>",
  help: "of an Excel workbook: the sheet's name, or its number; the first one otherwise",
};
