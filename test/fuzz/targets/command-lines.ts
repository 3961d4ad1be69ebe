import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as fc from "fast-check";
import { smallTable } from "../../command-line/halfspace.js";
import { tableFiles } from "../corpus.js";
import { root } from "../settings.js";
import { must, mustLeavePrototypes, type Target } from "../target.js";

type Given = readonly string[];

const tableNames = [
  "beams.csv",
  "beams.csv",
  "beams.csv",
  "numbers.csv",
  "lines.jsonl",
  "german.csv",
  "no-names.csv",
  "nowhere.csv",
  ".",
  "empty.csv",
];
const modelNames = [
  "strength.json",
  "class.json",
  "kernel.json",
  "strength.json",
  "damaged.json",
  "beams.csv",
  "nowhere.json",
  "sweep.json",
];
const words = [
  "width",
  "height",
  "kind",
  "strength",
  "class",
  "x",
  "target",
  "1",
  "4",
  "__proto__",
  "",
  "a,b",
  "strength,class",
  "width,-height",
];
const numbers = [
  "0",
  "1",
  "2",
  "5",
  "0.1",
  "0.5",
  "1.5",
  "-1",
  "1e-9",
  "1e9",
  "1e400",
  "NaN",
  "0x10",
  "",
  " 3",
  "½",
  "1,5",
  "generate",
  "complete",
];
const outs = [
  "out.json",
  "out.json",
  "-",
  "nowhere/out.json",
  ".",
  "beams.csv",
  "a".repeat(300),
  "out.csv",
  "/dev/null",
  "/dev/full",
];

/** Flags with the values that they are tried with; no value for those that have none. */
const flags: Readonly<Record<string, readonly string[] | undefined>> = {
  ...Object.fromEntries(
    [
      "--json",
      "--no-header",
      "--spreadsheet-safe",
      "--strict",
      "--probabilities",
      "--intervals",
      "--grow",
      "--fold-case",
      "--help",
      "--version",
    ].map((name) => [name, undefined]),
  ),
  ...Object.fromEntries(
    ["--target", "--drop", "--keep", "--weights", "--split-by", "--monotone", "--with", "--fix", "--by"].map((name) => [
      name,
      words,
    ]),
  ),
  ...Object.fromEntries(
    [
      "--gates",
      "--lambda",
      "--noise",
      "--confidence",
      "--q",
      "--folds",
      "--holdout",
      "--seed",
      "--tolerance",
      "--fresh",
      "--fresh-tolerance",
    ].map((name) => [name, numbers]),
  ),
  ...Object.fromEntries(
    ["--background", "--intervals", "--threshold", "--range", "--rows", "--pairs", "--layers", "--within", "--top"].map(
      (name) => [name, numbers],
    ),
  ),
  "--time-limit": ["0.05", "1", "3", "0", "-1", "x"],
  "--model": ["gated-relu", "relu", "mkl", "ntk", "gaussian", "deep", ""],
  "--task": ["auto", "regression", "classification", "other"],
  "--loss": ["squared", "logistic", "softmax", "hinge", "huber", "quantile", "poisson", "perfect"],
  "--quantile": ["0.1", "0.1,0.9", "2", "", "x"],
  "--class-weight": ["balanced", "strong=2,weak=1", "strong=-1", "=", "nobody=1"],
  "--costs": ["strong=2,weak=1", "5:1", "x"],
  "--gate-strategy": ["mixed", "gaussian", "sparse", "no"],
  "--solver": ["working-set", "irls", "fista", "simple-mkl"],
  "--activation": ["leaky-relu", "threshold", "tanh"],
  "--rule": ["best", "one-standard-error"],
  "--init": ["ntk", "uniform"],
  "--format": ["onnx", "javascript", "types", "exe"],
  "--out": outs,
  "--report": ["report.html", "nowhere/x.html"],
  "--evidence": ["evidence.json", "."],
  "--sheet": ["1", "x"],
  "--note": ["a note", "\u001b[2J"],
  "--missing": ["x", "-999"],
  "--wanted": ["strong", "5", "x"],
  "--nobody": ["1"],
};

const flag = fc
  .constantFrom(...Object.entries(flags))
  .chain(([name, values]) =>
    fc.constantFrom(...(values ?? [undefined])).map((word) => (word === undefined ? [name] : [name, word])),
  );
const few = fc.array(flag, { maxLength: 4 }).map((lists) => lists.flat());
const quick = ["--gates", "4", "--fresh", "0", "--lambda", "0.2"];
const table = fc.constantFrom(...tableNames);
const model = fc.constantFrom(...modelNames);
const target = fc.constantFrom("strength", "strength", "class", "kind", "target", "1", "nobody");

const line: fc.Arbitrary<Given> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(table, target, few)
      .map(([file, name, more]) => ["fit", file, "--target", name, ...quick, ...more]),
  },
  { weight: 1, arbitrary: fc.tuple(table, few).map(([file, more]) => ["fit", file, ...more]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom("predict", "verify", "explain"), model, table, few)
      .map(([name, file, rows, more]) => [name, file, rows, ...more]),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom("inspect", "card", "export", "predict"), model, few)
      .map(([name, file, more]) => [name, file, ...more]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom("sweep", "worker", "reproduce", "studio", "nobody", "help", "", "--json"),
        fc.constantFrom("sweep.json", "beams.csv", "nowhere", "--help"),
      )
      .map(([name, word]) => [name, word === "sweep.json" && name !== "sweep" ? "--help" : word]),
  },
);

/** Any words to any command: exit code 0, 1 or 2, one line for a mistake, no file half-written, no input changed. */
export async function commandLines(): Promise<Target<Given>> {
  const folder = mkdtempSync(join(tmpdir(), "halfspace-fuzz-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.chdir(folder);
  const program = pathToFileURL(join(root, "command-line", "dist", "run.js")).href;
  const { runCommandLine } = (await import(program)) as {
    runCommandLine: (words: readonly string[], terminal: object) => Promise<number>;
  };
  const ask = async (given: Given) => {
    const said = { stdout: "", stderr: "" };
    const code = await runCommandLine(given, {
      signal: new AbortController().signal,
      print: (text: string) => void (said.stdout += `${text}\n`),
      remark: (text: string) => void (said.stderr += `${text}\n`),
      watched: false,
      elapsed: () => performance.now() / 1000,
    });
    return { code, ...said };
  };
  for (const [name, bytes] of Object.entries(tableFiles)) writeFileSync(name, bytes);
  writeFileSync("beams.csv", smallTable(30));
  writeFileSync("empty.csv", "");
  writeFileSync("sweep.json", '{"format": "halfspace-sweep", "version": 1, "sets": []}');
  for (const [name, to, more] of [
    ["strength", "strength.json", []],
    ["class", "class.json", []],
    ["strength", "kernel.json", ["--model", "ntk"]],
  ] as const) {
    const { code, stderr } = await ask([
      "fit",
      "beams.csv",
      "--target",
      name,
      ...(more.length ? more : quick),
      "--background",
      "5",
      "--out",
      to,
    ]);
    must(code === 0, `the models to begin with: ${stderr}`);
  }
  writeFileSync("damaged.json", readFileSync("strength.json").subarray(0, 700));
  const before = contents(".");
  return {
    name: "command-lines",
    share: 3,
    input: line,
    async run(given, call) {
      const { code, stdout, stderr } = await call(() => ask(given));
      must([0, 1, 2].includes(code), `exit code ${code}: ${stderr}`);
      if (code === 2)
        must(
          /^(?:halfspace: |[^\n]*\n)*halfspace: [^\n]*\n$/.test(stderr),
          `bad input in other than one line: ${stderr}`,
        );
      must(
        given.includes("NaN") || !/NaN(?! is missing)|undefined|\[object/.test(stdout),
        `said to a person: ${stdout.match(/.*(?:NaN|undefined|\[object).*/)?.[0]}`,
      );
      if (given.includes("--json") && code === 0 && !given.includes("--help") && !given.includes("--version"))
        JSON.parse(stdout);
      const now = contents(".");
      for (const [name, bytes] of Object.entries(before)) must(now[name]?.equals(bytes), `${name} was changed`);
      for (const [name, bytes] of Object.entries(now)) {
        if (name in before) continue;
        must(!name.includes("partial"), `${name} is left`);
        if (name.endsWith(".json") && !given.includes("jsonl") && bytes.subarray(0, 1).toString() === "{")
          JSON.parse(bytes.toString());
        rmSync(name, { recursive: true, force: true });
      }
      mustLeavePrototypes();
    },
  };
}

const contents = (folder: string): Record<string, Buffer> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
