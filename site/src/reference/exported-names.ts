import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../contents.js";
import { moduleAt, type Node, origin } from "./source-modules.js";

/** A name that a package exports, and the comment of its declaration. */
export interface ExportedName {
  /** What a program imports from: "halfspace/theory". */
  readonly door: string;
  readonly name: string;
  /** Where it is declared, from the root of the project. */
  readonly file: string;
  readonly isFunction: boolean;
  /** Whether a function gives nothing back, or only says when it is done. */
  readonly returnsNothing: boolean;
  /** Whether the function, or one that it calls by name at most two calls away, throws InputError or FormatError. */
  readonly throws: boolean;
  /** The text of the doc comment, without its stars; empty where there is none. */
  readonly comment: string;
}

/** The exported names of every door of a workspace, each from the file that declares it. */
export function exportedNames(workspace: string): ExportedName[] {
  const manifest = JSON.parse(readFileSync(join(root, workspace, "package.json"), "utf8"));
  const doors = Object.entries(manifest.exports as Record<string, { types?: string }>);
  return doors.flatMap(([door, { types }]) => {
    if (types === undefined) return [];
    const entry = join(root, workspace, types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"));
    return [...moduleAt(entry).exported.keys()].map((name) => exportedName(manifest.name + door.slice(1), entry, name));
  });
}

function exportedName(door: string, entry: string, name: string): ExportedName {
  const { file, declared } = origin(entry, name);
  const made = functionOf(declared.node);
  const returned = (made?.returnType as { typeAnnotation: Node } | undefined)?.typeAnnotation;
  return {
    door,
    name,
    file: relative(root, file),
    isFunction: made !== undefined,
    returnsNothing: returned !== undefined && /^(void|Promise<void>)$/.test(declared.textOf(returned)),
    throws: made !== undefined && throws(file, declared.name, 2),
    comment: declared.comment,
  };
}

/** The function that a declaration makes: a function, or a constant that is one. */
function functionOf(node: Node): Node | undefined {
  if (/Function/.test(node.type)) return node;
  const value = node.init as Node | null | undefined;
  return value && /Function/.test(value.type) ? value : undefined;
}

/** A matrix or a network that a function makes itself has the right shape; its caller cannot be at fault. */
const neverAtFault = new Set(["matrix", "reluNetwork", "gatedReluNetwork"]);

function throws(file: string, name: string, depth: number): boolean {
  const module = moduleAt(file);
  const code = module.declared.get(name)?.code ?? "";
  // An error of the caller's, made here or by a function that makes such errors.
  if (/\bthrow (?:new (?:Input|Format)Error\b|[a-z]\w*\()/.test(code)) return true;
  if (depth === 0) return false;
  const called = [...code.matchAll(/(?<![.\w])([A-Za-z]\w*)(?:<[^<>()]*>)?\(/g)].map((match) => match[1]);
  return called.some((other) => {
    if (other === name || neverAtFault.has(other)) return false;
    if (module.declared.has(other)) return throws(file, other, depth - 1);
    const from = module.imported.get(other);
    if (from === undefined) return false;
    const { file: home, declared } = origin(from.file, from.name);
    return functionOf(declared.node) !== undefined && throws(home, declared.name, depth - 1);
  });
}
