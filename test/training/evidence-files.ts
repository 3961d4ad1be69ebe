import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Evidence files before the checkers, and files that somebody damaged or forged. */

const root = join(import.meta.dirname, "..", "..");

/** What a checker says of a file. */
export interface Verdict {
  readonly proved: boolean;
  readonly words: string;
}

/** A checker by its language. */
export interface Checker {
  readonly language: string;
  check(texts: readonly string[]): Verdict[];
}

const programs: [string, string, string][] = [["JavaScript", process.execPath, join(root, "checker", "check.mjs")]];
if (spawnSync("python3", ["--version"]).status === 0) {
  programs.push(["Python", "python3", join(root, "checker", "check.py")]);
} else console.warn("Skipped: the checker in Python, since there is no python3.");

/** The checkers that run here: the one in Python where there is a `python3`. */
export const checkers: readonly Checker[] = programs.map(([language, program, script]) => ({
  language,
  check(texts) {
    const folder = mkdtempSync(join(tmpdir(), "halfspace-evidence-"));
    try {
      const paths = texts.map((text, k) => {
        const path = join(folder, `${k}.json`);
        writeFileSync(path, text);
        return path;
      });
      const { status, stdout, stderr } = spawnSync(program, [script, ...paths], {
        encoding: "utf8",
        maxBuffer: 2 ** 26,
      });
      const verdicts = stdout
        .trimEnd()
        .split("\n")
        .map((words) => ({ proved: words.startsWith("proved: "), words }));
      if (verdicts.length !== texts.length || (status === 0) !== verdicts.every(({ proved }) => proved)) {
        throw new Error(`${language} ended with ${status}: ${stdout}${stderr}`);
      }
      return verdicts;
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
}));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The file with hashes of what it holds now: what a forger would write. */
export function resealed<Evidence extends object>({ hashes: _, ...rest }: Evidence & { hashes?: unknown }): string {
  const entries = Object.entries(rest as Record<string, Json>);
  const hashes = entries.map(([name, value]) => [name, createHash("sha256").update(bytesOf(value)).digest("hex")]);
  return JSON.stringify({ ...rest, hashes: Object.fromEntries(hashes) });
}

function bytesOf(value: Json): Buffer {
  if (typeof value === "number") {
    const bytes = Buffer.from("#........");
    bytes.writeDoubleLE(value, 1);
    return bytes;
  }
  if (value === null || typeof value !== "object") return Buffer.from(JSON.stringify(value));
  const [first, parts, last] = Array.isArray(value) ? ["[", value, "]"] : ["{", Object.entries(value).flat(), "}"];
  return Buffer.concat([Buffer.from(first), ...parts.map(bytesOf), Buffer.from(last)]);
}
