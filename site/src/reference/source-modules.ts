import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAst } from "rolldown/parseAst";

/** A node of the syntax tree of a source file. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A declaration at the top of a module. */
export interface Declared {
  readonly name: string;
  readonly node: Node;
  /** The doc comment before it, without its stars. */
  readonly comment: string;
  /** Its source; of overloads all of them. */
  readonly code: string;
  textOf(node: Node): string;
}

/** A name in another module. */
interface Place {
  readonly file: string;
  readonly name: string;
  /** Exported by "export type", also where it is a class. */
  readonly isType?: boolean;
}

export interface Module {
  readonly declared: Map<string, Declared>;
  /** Names from other modules of the workspace, by their local name. */
  readonly imported: Map<string, Place>;
  /** By the name under which they are exported; in this module or in another. */
  readonly exported: Map<string, Place>;
}

const modules = new Map<string, Module>();

/** What a source file declares, imports from its workspace and exports. */
export function moduleAt(file: string): Module {
  const known = modules.get(file);
  if (known) return known;
  const source = readFileSync(file, "utf8");
  const module: Module = { declared: new Map(), imported: new Map(), exported: new Map() };
  modules.set(file, module);
  for (const statement of (
    parseAst(source, { lang: file.endsWith(".d.ts") ? "dts" : "ts" }) as unknown as { body: Node[] }
  ).body) {
    if (statement.type === "ImportDeclaration") readImport(module, file, statement);
    else if (statement.type === "ExportNamedDeclaration" && !statement.declaration) readExport(module, file, statement);
    else readDeclaration(module, file, source, statement);
  }
  return module;
}

/** Follows re-exports to the declaration. */
export function origin(file: string, name: string): { file: string; declared: Declared } {
  const module = moduleAt(file);
  const from = module.exported.get(name);
  if (from && from.file !== file) return origin(from.file, from.name);
  const declared = module.declared.get(from?.name ?? name);
  if (!declared) throw new Error(`${file} exports ${name} and does not declare it`);
  return { file, declared };
}

const nameOf = (node: unknown) => (node as { name?: string; value?: string }).name ?? (node as { value: string }).value;

/** The file of a relative import, as the importing file is written: source or declaration; undefined for a package. */
function fileOf(file: string, source: unknown): string | undefined {
  const specifier = (source as { value: string } | null | undefined)?.value;
  // Declarations import declarations, sources import sources.
  const ending = file.endsWith(".d.ts") ? ".d.ts" : ".ts";
  return specifier?.startsWith(".") ? join(dirname(file), specifier.replace(/\.js$/, ending)) : undefined;
}

function readImport(module: Module, file: string, { source, specifiers }: Node): void {
  const from = fileOf(file, source);
  if (from === undefined) return;
  for (const each of specifiers as Node[]) {
    if (each.imported) module.imported.set(nameOf(each.local), { file: from, name: nameOf(each.imported) });
  }
}

function readExport(module: Module, file: string, { source, specifiers, exportKind }: Node): void {
  const from = fileOf(file, source);
  for (const each of specifiers as Node[]) {
    const name = nameOf(each.local);
    const place = from === undefined ? (module.imported.get(name) ?? { file, name }) : { file: from, name };
    const isType = exportKind === "type" || each.exportKind === "type";
    module.exported.set(nameOf(each.exported), { ...place, isType });
  }
}

function readDeclaration(module: Module, file: string, source: string, statement: Node): void {
  const isExported = statement.type === "ExportNamedDeclaration";
  const declaration = (isExported ? statement.declaration : statement) as Node;
  for (const node of (declaration.declarations as Node[] | undefined) ?? [declaration]) {
    if (!node.id) continue;
    const name = nameOf(node.id);
    // The first of several overloads has the comment.
    const first = module.declared.get(name);
    module.declared.set(name, {
      name,
      node,
      comment: first?.comment || commentBefore(source, statement.start),
      code: (first ? `${first.code}\n` : "") + source.slice(statement.start, statement.end),
      textOf: (part) => source.slice(part.start, part.end),
    });
    if (isExported) module.exported.set(name, { file, name });
  }
}

/** The text of the doc comment that ends right before a statement; empty where there is none. */
function commentBefore(source: string, start: number): string {
  const before = source.slice(0, start).trimEnd();
  if (!before.endsWith("*/")) return "";
  const from = before.lastIndexOf("/**");
  const lines = before.slice(from + 3, -2).split("\n");
  return lines
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}
