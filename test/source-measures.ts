import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";

/** One place in a source file and how large it is: lines of a function or file, or positional parameters. */
export interface Measured {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly size: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const signatures = new Set([
  ...["TSMethodSignature", "TSFunctionType", "TSConstructorType", "TSDeclareFunction", "TSCallSignatureDeclaration"],
  ...["TSEmptyBodyFunctionExpression", "TSConstructSignatureDeclaration"],
]);
const calls = new Set(["CallExpression", "NewExpression"]);

/** The files of a folder and those in it whose names match; none where there is no folder. */
export function filesUnder(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every function of a source file with its lines, first and last included; one inside another counts for both. */
export function functionLengths(file: string): Measured[] {
  return measured(file, ({ type, start, end }, lineOf) =>
    functions.has(type) ? lineOf(end) - lineOf(start) + 1 : undefined,
  );
}

/** Positional parameters of every declaration, signature and call. A list that is spread counts as one. */
export function parameterCounts(file: string): Measured[] {
  return measured(file, ({ type, params, arguments: values }) => {
    if (functions.has(type) || signatures.has(type)) return (params as Node[]).length;
    return calls.has(type) ? (values as Node[]).length : undefined;
  });
}

/** Generators that are made anew whenever the function around them runs: inside another function, or methods of an object there. */
export function generatorsMadeAtRunTime(file: string): Measured[] {
  return measured(file, (node, _, outer) =>
    functions.has(node.type) && node.generator === true && outer.some(({ type }) => functions.has(type))
      ? 1
      : undefined,
  );
}

/** What every engine gives the same bits for: whole numbers, comparisons, and the root, which hardware rounds correctly. */
const sameEverywhere = new Set([
  ...["abs", "ceil", "clz32", "floor", "fround", "imul", "max", "min", "round", "sign", "sqrt", "trunc"],
  ...["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"],
]);

/** Uses of Math whose last bit is the engine's own, and every `**` but for squares and powers of two. */
export function engineFunctions(file: string): Measured[] {
  return measured(file, (node, _, outer) => {
    if (node.operator === "**" || node.operator === "**=") {
      return [node.left, node.right].some((side) => (side as Node).value === 2) ? undefined : 1;
    }
    if (node.type !== "Identifier" || node.name !== "Math") return undefined;
    const { type, object, property, computed } = outer.at(-1) ?? node;
    const known = type === "MemberExpression" && object === node && computed === false;
    return known && sameEverywhere.has((property as { readonly name: string }).name) ? undefined : 1;
  });
}

type SizeOf = (node: Node, lineOf: (at: number) => number, outer: readonly Node[]) => number | undefined;

function measured(file: string, sizeOf: SizeOf) {
  const code = scriptOf(file);
  const lineOf = (at: number) => code.slice(0, at).split("\n").length;
  const found: Measured[] = [];
  visit(parseAst(code, { lang: "ts" }), [], (node, outer) => {
    const size = sizeOf(node, lineOf, outer);
    if (size !== undefined)
      found.push({ file, line: lineOf(node.start), name: nameOf(code, node, outer.at(-1)), size });
  });
  return found;
}

/** A page's scripts at their own lines, all else blank. */
function scriptOf(file: string): string {
  const source = readFileSync(file, "utf8");
  if (!file.endsWith(".svelte")) return source;
  const scripts = [...source.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => {
    const from = match.index + match[0].indexOf(match[1]);
    return { from, to: from + match[1].length };
  });
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  let code = "";
  for (const { from, to } of scripts) code += blank(source.slice(code.length, from)) + source.slice(from, to);
  return code;
}

/** Shows every node with those it lies in, the outermost first. */
function visit(node: unknown, outer: readonly Node[], see: (node: Node, outer: readonly Node[]) => void): void {
  if (Array.isArray(node)) for (const each of node) visit(each, outer, see);
  else if (isNode(node)) {
    see(node, outer);
    const inside = [...outer, node];
    for (const child of Object.values(node)) visit(child, inside, see);
  }
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

/** A function's own name, or that of what it is assigned to; of a call what is called. */
function nameOf(code: string, node: Node, parent: Node | undefined): string {
  const named = (node.callee ?? node.id ?? node.key ?? parent?.key ?? parent?.id) as Node | null | undefined;
  return named ? code.slice(named.start, named.end) : "an anonymous function";
}
