import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** What a benchmark of many hours has done before: one JSON object a line. A line that a kill left unfinished is done again. */
export function keptLines<Line>(file: string | undefined): Line[] {
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}

/** Adds a line to the file, where one is kept. */
export function keep(file: string | undefined, line: object): void {
  if (file !== undefined) appendFileSync(file, `\n${JSON.stringify(line)}`);
}
