// The licences of packages whose code lies in a bundle of ours: their texts must travel with it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes one file with the licence of every package that a bundle took in, in the order of their names; none where it took in no other. */
export function writeLicences(chunks, file) {
  const folders = new Set(chunks.flatMap(({ moduleIds = [] }) => moduleIds.map(packageFolder)).filter(Boolean));
  const texts = [...folders].map(licenceText).sort();
  if (texts.length === 0) return;
  writeFileSync(file, `${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

/** The folder of the package that a module is from; undefined for a module of this repository. */
const packageFolder = (module) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module.replaceAll("\\", "/"))?.[0];

function licenceText(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} brings no text of its licence`);
  const text = readFileSync(join(folder, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}`;
}
