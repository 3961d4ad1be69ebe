import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../contents.js";
import { anchorOf } from "../markdown.js";
import { moduleAt, origin } from "./source-modules.js";

/** A name that a package exports, as its page shows it. */
export interface Entry {
  /** What a program imports from: "halfspace/theory". */
  readonly door: string;
  readonly name: string;
  readonly kind: "function" | "class" | "value" | "type";
  /** The text of its doc comment, in Markdown, up to the first tag. */
  readonly about: string;
  /** What stands behind its tags: what it returns, what it throws, a parameter. */
  readonly tags: readonly { readonly tag: string; readonly text: string }[];
  /** Its declaration in TypeScript. */
  readonly declaration: string;
}

/** Entries that stand on one page. */
export interface Chapter {
  readonly door: string;
  /** "Train a model", or the name of the door. */
  readonly title: string;
  /** The page, from the root of the site. */
  readonly address: string;
  readonly about: string;
  readonly entries: readonly Entry[];
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly workspaces?: readonly string[];
  readonly exports?: Record<string, { readonly types?: string }>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

/** @returns a chapter for each door of the published packages; the door `halfspace` has one for each of its headings */
export function chapters(): Chapter[] {
  const { workspaces = [] } = manifestOf(".");
  return workspaces.flatMap((workspace) => {
    const { name, private: isPrivate, exports = {} } = manifestOf(workspace);
    if (isPrivate) return [];
    return Object.entries(exports).flatMap(([door, { types }]) =>
      types === undefined ? [] : chaptersOf(name + door.slice(1), join(root, workspace, types)),
    );
  });
}

/** The chapters of one door, from its declarations. */
function chaptersOf(door: string, file: string): Chapter[] {
  const all = [...moduleAt(file).exported.keys()].map((name) => entryOf(door, file, name));
  // What is called comes first, what it takes and gives behind.
  const entries = [...all.filter(({ kind }) => kind !== "type"), ...all.filter(({ kind }) => kind === "type")];
  const source = readFileSync(file.replace(/\/dist\//, "/src/").replace(/\.d\.ts$/, ".ts"), "utf8");
  const parts = headedParts(source);
  const about =
    source
      .match(/^\/\*\*([\s\S]*?)\*\//)?.[1]
      .replace(/^\s*\* ?/gm, " ")
      .trim() ?? "";
  const slug = door.replace(/^@/, "").replace(/\//g, "-");
  if (parts.length === 0) return [{ door, title: door, address: `api/${slug}.html`, about, entries }];
  return parts.map(({ title, text }) => ({
    ...{ door, title, about: "" },
    address: `api/${slug}-${anchorOf(title)}.html`,
    entries: entries.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text)),
  }));
}

/** The parts of a door behind its comments of one line, such as "// Train a model." */
function headedParts(source: string): { title: string; text: string }[] {
  const [, ...parts] = source.split(/^\/\/ (?=[A-Z][^\n]*\.\n+export)/m);
  return parts.map((part) => {
    const [title, ...lines] = part.split("\n");
    // What is exported, without the paths of its files: those hold names too.
    return { title: title.replace(/\.$/, ""), text: lines.join("\n").replace(/from "[^"]*"/g, "") };
  });
}

function entryOf(door: string, entry: string, name: string): Entry {
  const { declared } = origin(entry, name);
  const [about, ...tags] = declared.comment.split(/^@(?=\w)|(?<=\s)@(?=(?:returns|throws|param)\b)/m);
  return {
    ...{ door, name, about: about.trim() },
    kind: moduleAt(entry).exported.get(name)?.isType ? "type" : kindOf(declared.node.type, declared.code),
    tags: tags.map((text) => ({ tag: text.match(/^\w+/)?.[0] ?? "", text: text.replace(/^\w+\s*/, "").trim() })),
    declaration: declared.code
      .replace(/^export (?:declare )?/gm, "")
      .replace(/;$/, "")
      .replace(/^ {4}/gm, "  "),
  };
}

function kindOf(node: string, code: string): Entry["kind"] {
  if (/Function/.test(node)) return "function";
  if (/Class/.test(node)) return "class";
  if (/^TS/.test(node)) return "type";
  return /=>/.test(code) ? "function" : "value";
}
