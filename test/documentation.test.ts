import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const markdownIn = (folder: string) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".md") && !/node_modules|dist\//.test(name))
        .map((name) => join(folder, name))
    : [];
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const workspaces: string[] = manifest.workspaces;
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...markdownIn("docs"),
  ...workspaces.map((folder) => join(folder, "README.md")).filter((page) => existsSync(join(root, page))),
];
const text = (page: string) => readFileSync(join(root, page), "utf8");
const fencedBlocks = (page: string) =>
  [...text(page).matchAll(/^```\w*(?: \S+)?\n([\s\S]*?)^```$/gm)].map((match) => match[1]);
/** A page without its code blocks, line by line; numbers of lines stay. */
const proseLines = (page: string) =>
  text(page)
    .replace(/^```\w*(?: \S+)?\n[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ""))
    .split("\n");
const typescriptBlocks = (page: string) => [...text(page).matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]);

describe("links and files", () => {
  for (const page of pages) {
    it(`${page}: every relative link leads somewhere`, () => {
      const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1].split("#")[0]);
      const broken = links
        .filter((link) => link !== "" && !/^[a-z]+:/.test(link))
        .filter((link) => !existsSync(resolve(root, dirname(page), link)));
      expect(broken).toEqual([]);
    });

    it(`${page}: every file of the project it names exists`, () => {
      const names = [...text(page).matchAll(/`([\w@./-]+\/[\w@./-]+\.(?:ts|js|md|csv|json))`/g)].map(
        (match) => match[1],
      );
      const ours = names.filter((name) => existsSync(join(root, name.split("/")[0])));
      expect(ours.filter((name) => !existsSync(join(root, name)))).toEqual([]);
    });
  }
});

describe("prose", () => {
  for (const page of pages) {
    it(`${page}: lines of at most 120 characters, but for code, tables and links`, () => {
      const long = proseLines(page).flatMap((line, at) =>
        [...line].length > 120 && !/^\s*(\||!?\[)/.test(line) ? [`line ${at + 1}: ${[...line].length} characters`] : [],
      );
      expect(long).toEqual([]);
    });
  }
});

describe("decisions", () => {
  const records = markdownIn("docs/decisions");

  it("there are records", () => expect(records.length).toBeGreaterThan(10));

  for (const page of records) {
    it(`${page} says when, what was chosen, instead of what, and what follows`, () => {
      expect(text(page)).toMatch(/\b20\d\d-\d\d-\d\d\b/);
      const records = text(page)
        .split(/^#+ /m)
        .filter((section) => section.includes("**Date:**"));
      const complete = /\*\*Choice:.*\*\*Alternatives:.*\*\*Consequence:/s;
      expect(records.filter((record) => !complete.test(record))).toEqual([]);
      if (records.length === 0) expect(text(page)).toMatch(/\| instead of \| consequence \|/);
    });
  }
});

describe("commands", () => {
  const printed = execFileSync(process.execPath, [join(root, "scripts", "all-help.js")], { encoding: "utf8" });
  const helps = new Map(
    (JSON.parse(printed) as { name: string; help: string }[]).map(({ name, help }) => [name, help]),
  );
  const help = (command = "") => helps.get(command) ?? "";
  const commandsIn = (lines: string, before: string) => [
    ...lines.matchAll(new RegExp(`(?:${before})halfspace ([a-z]+)\\b([^\`#\\n]*)`, "gm")),
  ];
  const commandLines = pages.flatMap((page) =>
    [
      ...commandsIn(fencedBlocks(page).join("\n"), "^|\\$ |npx "),
      ...commandsIn(proseLines(page).join("\n"), "`|`npx "),
    ].map(([, command, rest]) => ({ page, command, options: rest.match(/--[a-z-]+/g) ?? [] })),
  );

  it("every npm script that is named exists", () => {
    const named = pages.flatMap((page) => [...text(page).matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it("every halfspace command and option that is named exists", () => {
    const known = help();
    const wrong = commandLines.flatMap(({ page, command, options }) => {
      if (!new RegExp(`^  ${command}\\b`, "m").test(known)) return [`${page}: halfspace ${command}`];
      const described = `${help(command)} --help`;
      return options.filter((option) => !described.includes(option)).map((option) => `${page}: ${command} ${option}`);
    });
    expect(commandLines.length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });

  it("the README keeps its promises", () => {
    const readme = text("README.md");
    for (const words of ["npm run demo", "npm cit", "When not to use it"]) expect(readme).toContain(words);
    expect(readme).toContain("Sampled gates certify the sampled program and not the network over all gates");
    for (const issue of [259, 2518, 2644, 4242]) expect(readme).toContain(`tfjs/issues/${issue}`);
  });
});

/** In the project, so that the packages are found as a user's program finds them. */
const folder = join(root, "build", "documentation");

describe("TypeScript in the documents", () => {
  const programs = ["README.md", ...markdownIn("docs")].flatMap((page) =>
    typescriptBlocks(page)
      .filter((block) => block.includes("import "))
      .map((block, index) => ({ name: `${page.replace(/\W+/g, "-")}-${index}`, page, block })),
  );
  let messages = "";
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { name, block } of programs) writeFileSync(join(folder, `${name}.ts`), block);
    const options = {
      target: "ES2023",
      module: "NodeNext",
      strict: true,
      skipLibCheck: true,
      types: ["node"],
      rootDir: ".",
      outDir: "out",
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
    try {
      execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-p", folder], { encoding: "utf8" });
    } catch (error) {
      messages = (error as { stdout: string }).stdout;
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("type-checks", () => {
    expect(programs.map(({ page }) => relative(root, join(root, page)))).toContain("README.md");
    expect(messages).toBe("");
  });

  it("the worker of the recipe trains, and says what is wrong", async () => {
    const posted: { progress?: unknown; model?: string; error?: string }[] = [];
    const worker = {
      onmessage: async (_: { data: object }) => {},
      postMessage: (message: object) => posted.push(message),
    };
    Object.assign(globalThis, { self: worker });
    await import(join(folder, "out", "docs-recipes-worker-md-0.js"));
    await worker.onmessage({
      data: { inputs: [[1], [2], [3], [4]], targets: [1, 2, 3, 5], gates: 9, lambdaFraction: 0.1 },
    });
    expect(JSON.parse(posted.at(-1)?.model ?? "").format).toBe("halfspace-model");
    await worker.onmessage({ data: { inputs: [[1]], targets: ["a", "b"] } });
    expect(posted.at(-1)?.error).toMatch(/expected/);
    Reflect.deleteProperty(globalThis, "self");
  });

  it("the README's program runs", () => {
    const output = execFileSync(process.execPath, [join(folder, "out", "README-md-0.js")], { encoding: "utf8" });
    expect(output).toMatch(/^solved \d\.?\d*e-\d+ /);
  });
});
