import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The root of the project. */
export const root = join(import.meta.dirname, "..", "..");

/** A page that is made from a Markdown file. */
export interface Document {
  /** The file, from the root of the project. */
  readonly source: string;
  /** The page, from the root of the site. */
  readonly address: string;
  /** In the list of pages; the first heading of the file unless told. */
  readonly title: string;
}

/** Pages that stand together in the list of pages. */
export interface Section {
  readonly title: string;
  readonly documents: readonly Document[];
}

/** The pages in the order in which they are read. A file of docs/ that is not named here fails a test. */
export function sections(): Section[] {
  const decisions = readdirSync(join(root, "docs", "decisions")).map((name) => `docs/decisions/${name}`);
  return [
    section("Start", ["README.md", "docs/tutorial.md", "docs/how-to-choose.md", "docs/guide.md", "docs/studio.md"]),
    section("Recipes", recipes),
    section("Understand", [
      ...["docs/certificates.md", "docs/how-sure.md", "docs/explain.md", "docs/prediction-range.md"],
      ...[
        "docs/report.md",
        "docs/monotone.md",
        "docs/mathematics.md",
        "docs/glossary.md",
        "docs/conventions-and-errata.md",
        "docs/theory.md",
      ],
      ...["docs/gate-generation.md", "docs/gate-strategies.md"],
    ]),
    section("Measured", [
      "docs/performance.md",
      "docs/public-tables.md",
      "docs/table-1.md",
      "docs/tabular.md",
      "docs/estimator-checks.md",
    ]),
    section("Look up", [
      ...["docs/troubleshooting.md", "docs/faults.md", "docs/sweeps.md", "docs/certificate-format.md"],
      ...packageReadmes(),
    ]),
    section("Project", ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]),
    section("Decisions", decisions.sort()),
  ].filter(({ documents }) => documents.length > 0);
}

/** The README of every workspace that has one, the library's first. */
function packageReadmes(): string[] {
  const { workspaces }: { workspaces: string[] } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return workspaces.map((workspace) => `${workspace}/README.md`);
}

const recipes = [
  "imbalance",
  "dates",
  "missing-values",
  "serving",
  "worker",
  "sweeps-on-redis",
  "certificate-aloud",
].map((name) => `docs/recipes/${name}.md`);

function section(title: string, sources: readonly string[]): Section {
  const here = sources.filter((source) => source.endsWith(".md") && existsSync(join(root, source)));
  return { title, documents: here.map((source) => ({ source, address: addressOf(source), title: titleOf(source) })) };
}

function addressOf(source: string): string {
  if (source === "README.md") return "index.html";
  const name = source.replace(/^docs\//, "").replace(/^([\w-]+)\/README\.md$/, "packages/$1.md");
  return name.toLowerCase().replace(/\.md$/, ".html");
}

function titleOf(source: string): string {
  if (source === "README.md") return "What halfspace is";
  const heading = readFileSync(join(root, source), "utf8").match(/^# (.+)$/m)?.[1] ?? source;
  return heading.replace(/`/g, "");
}
