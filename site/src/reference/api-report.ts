import { chapters, type Entry } from "./doors.js";

/** The folder of the reports, from the root of the project. */
export const reportFolder = "api";

/**
 * What each door of the published packages exports, as text: every declaration without its comments, in the order of their names. A change of the
 * public interface is then a change of a file that a reviewer sees.
 * @returns the text of each report by the name of its file
 */
export function apiReports(): ReadonlyMap<string, string> {
  const entries = chapters().flatMap((chapter) => chapter.entries);
  const doors = [...new Set(entries.map(({ door }) => door))].sort();
  return new Map(
    doors.map((door) => [`${door.replace(/^@/, "").replaceAll("/", "-")}.txt`, reportOf(door, entries)] as const),
  );
}

function reportOf(door: string, entries: readonly Entry[]): string {
  const own = new Map(entries.filter((entry) => entry.door === door).map((entry) => [entry.name, entry]));
  const names = [...own.keys()].sort();
  return [
    `${door}: ${names.length} names; npm run api writes this file`,
    ...names.map((name) => textOf(own.get(name)!)),
  ]
    .join("\n\n")
    .concat("\n");
}

const textOf = ({ name, declaration }: Entry): string =>
  `${name}\n${declaration.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "")}`
    .replace(/\s*\n\s*\n?/g, "\n  ")
    .trim();
