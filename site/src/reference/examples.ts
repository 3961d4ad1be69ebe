import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../contents.js";
import type { Entry } from "./doors.js";

/** A program of the folder `examples`, which the tests run. */
export interface Example {
  /** From the root of the project. */
  readonly file: string;
  /** The comment of its first line: what it shows. */
  readonly title: string;
  /** The program without that line. */
  readonly code: string;
  /** "door name" of everything that it imports. */
  readonly imports: ReadonlySet<string>;
}

const folder = join(root, "site", "src", "examples");

/** @returns all examples, in the order of their files */
export function examples(): Example[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return names.sort().map((name) => readExample(join(folder, name)));
}

function readExample(file: string): Example {
  const [first, ...lines] = readFileSync(file, "utf8").split("\n");
  const code = lines.join("\n").trim();
  const imports = [...code.matchAll(/^import (?:type )?\{([^}]*)\} from "([^"]+)";$/gm)].flatMap(([, names, door]) =>
    names.split(",").map((name) => `${door} ${name.replace(/\btype\b|\bas .*/g, "").trim()}`),
  );
  return { file: relative(root, file), title: first.replace(/^\/\/ /, ""), code, imports: new Set(imports) };
}

/** What an example promises: the values behind its "// →", in the order of its lines. */
export const promisedOutput = (code: string): string[] => [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);

/** @returns the examples that import a name, or that call a function whose declaration has the type */
export function examplesOf(entry: Entry, all: readonly Example[], entries: readonly Entry[]): Example[] {
  const direct = all.filter(({ imports }) => imports.has(`${entry.door} ${entry.name}`));
  if (direct.length > 0 || entry.kind !== "type") return direct;
  const users = usersOf(entry, entries);
  return all.filter(({ imports }) => users.some((user) => imports.has(`${user.door} ${user.name}`)));
}

/** Functions and classes in whose declaration a type occurs: directly, or inside of other types. */
export function usersOf(type: Entry, entries: readonly Entry[]): Entry[] {
  const found = new Set<Entry>();
  const reached = [type];
  for (const { name } of reached) {
    const word = new RegExp(`\\b${name}\\b`);
    for (const other of entries) {
      if (found.has(other) || reached.includes(other) || !word.test(withoutComments(other.declaration))) continue;
      if (other.kind === "type") reached.push(other);
      else found.add(other);
    }
  }
  return [...found];
}

const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, "");
