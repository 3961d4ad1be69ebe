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

/** What a page shows, as a pattern: a line "…" stands for any lines, "…" in a line for any words; seconds may differ. */
export function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split("\n");
  const patterns = lines.map((line) => {
    if (line.trim() === "…") return "(?:.*\\n)*?";
    const escaped = line.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return `${escaped.replace(/…/g, ".*").replace(/\d+\\\.\d s\\\.$/, "[\\d.]+ s\\.")}[ ]*\\n`;
  });
  return new RegExp(`^${patterns.join("")}$`);
}
