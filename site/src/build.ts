/**
 * Builds the site: every document of the project as a page, the reference of all packages from their doc comments, and the
 * studio. `npm run site` calls it; another folder than `build/site` may be named behind.
 */
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { commandLinePage } from "./command-line-page.js";
import { root, sections } from "./contents.js";
import { documentPages } from "./documents.js";
import { type EntryGroup, pageHtml } from "./layout.js";
import { chapters } from "./reference/doors.js";
import { examples } from "./reference/examples.js";
import { examplePlaces, referencePages } from "./reference/pages.js";
import { searchParts } from "./search-words.js";

const folder = resolve(process.argv[2] ?? join(root, "build", "site"));

function write(address: string, content: string): void {
  const file = join(folder, address);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function copy(source: string, address: string): void {
  mkdirSync(dirname(join(folder, address)), { recursive: true });
  copyFileSync(source, join(folder, address));
}

rmSync(folder, { recursive: true, force: true });
const parts = sections();
const [reference, programs] = [chapters(), examples()];
const referenced = referencePages(reference, programs);
const places = examplePlaces(reference, programs).set("studio/index.html", "studio/index.html");
const { pages, attachments } = documentPages(parts, places);
const groups: EntryGroup[] = parts.map(({ title, documents }) => ({ title, entries: documents }));
const api = { title: "API", entries: [{ title: "All names", address: "api/index.html" }, ...reference] };
groups.splice(
  groups.findIndex(({ title }) => title === "Project"),
  0,
  api,
);

const commandLine = commandLinePage();
const lookUp = groups.findIndex(({ title }) => title === "Look up");
groups[lookUp] = { title: "Look up", entries: [commandLine, ...groups[lookUp].entries] };

const all = [...pages, commandLine, ...referenced];
const addresses = all.map(({ address }) => address);
const twice = addresses.find((address, at) => addresses.indexOf(address) < at);
if (twice !== undefined) throw new Error(`two pages want the address ${twice}`);
for (const page of all) write(page.address, pageHtml(page, groups));
write("words.js", `window.siteWords = ${JSON.stringify(all.flatMap(searchParts))};\n`);
for (const { source, address } of attachments) copy(join(root, source), address);
const assets = join(import.meta.dirname, "..", "src", "assets");
for (const name of readdirSync(assets)) copy(join(assets, name), name);
cpSync(join(root, "studio", "dist"), join(folder, "studio"), { recursive: true });
// GitHub Pages would leave out files whose names begin with an underline.
write(".nojekyll", "");
console.log(
  `${all.length} pages in ${relative(process.cwd(), folder) || "."}; open ${join(relative(process.cwd(), folder), "index.html")}`,
);
