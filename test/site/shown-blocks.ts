import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../site/src/contents.js";

/** A block of code of a page: "```language name". */
export interface ShownBlock {
  readonly language: string;
  /** The file that it is; undefined where it has no name. */
  readonly name: string | undefined;
  readonly content: string;
}

/** @returns the blocks of code of a page, in order */
export function shownBlocks(page: string): ShownBlock[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, name, content]) => ({
    ...{ language, name, content },
  }));
}

/** A command of a console block, and what the page says that it prints. */
export interface ShownCommand {
  readonly words: readonly string[];
  readonly output: string;
}

/** @returns the commands of a console block; words in quotes stay together */
export function shownCommands({ content }: ShownBlock): ShownCommand[] {
  const [, ...parts] = content.split(/^\$ halfspace /m);
  return parts.map((part) => {
    const [line, ...output] = part.split("\n");
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
    return { words, output: output.join("\n") };
  });
}

const number = /(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w])/g;

/** How far a number of a page may be from the one that is printed: results change a little with every better solver. */
const [relative, negligible] = [0.1, 1e-5];

/** Differences between what a page shows and what is printed: words must agree, numbers nearly. None where they agree. */
export function differences(shown: string, printed: string): string[] {
  const match = printed.match(patternOf(shown));
  if (!match) return [`The page shows\n${shown}\nand printed was\n${printed}`];
  const [, ...found] = match;
  const promised = [...withoutSeconds(shown).matchAll(number)].map(([text]) => text);
  return promised.flatMap((text, at) => {
    const [wanted, got] = [text, found[at]].map((each) => Number(each.replace("−", "-")));
    const isNear =
      Math.abs(wanted - got) <= relative * Math.abs(wanted) || Math.max(Math.abs(wanted), Math.abs(got)) < negligible;
    return isNear ? [] : [`The page shows ${text} and printed was ${found[at]}`];
  });
}

const withoutSeconds = (text: string) => text.replace(/\d+(?:\.\d+)? s\.$/gm, "…");

/** A line "…" stands for any lines, "…" in a line for any words; numbers are caught, but for seconds. */
function patternOf(shown: string): RegExp {
  const patterns = withoutSeconds(shown.trimEnd())
    .split("\n")
    .map((line) => {
      if (line.trim() === "…") return "(?:.*\\n)*?";
      const parts = line
        .trimEnd()
        .split(number)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      // A number of other length moves the columns of a table.
      const words = parts.map((part) => part.replace(/…/g, ".*").replace(/ {2,}/g, " +"));
      return `${words.join(" *([-−]?\\d[\\d.e+-]*)")}[ ]*\\n`;
    });
  return new RegExp(`^${patterns.join("")}$`);
}
