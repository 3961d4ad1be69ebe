import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { renderSvg } from "@halfspace/pictures";
import { renderPng } from "@halfspace/pictures/node";
import { writeWhole } from "@halfspace/tables/node";
import { InputError } from "halfspace";
import { reproductionPage } from "./page.js";
import type { Reproduced, Reproduction } from "./reproduction.js";

/** Makes the folder before the long work begins. @throws InputError when it cannot be made */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new InputError({
      code: "unwritable-file",
      argument: "out",
      got: `${folder}, which cannot be a folder: ${(error as Error).message}`,
      expected: "a folder to write into",
    });
  }
}

/**
 * Writes results.json, numbers.json, every picture as SVG and PNG, and index.html that shows them.
 * @returns the names of the files
 * @throws InputError when the folder cannot be made
 */
export async function writeReproduction(
  reproduction: Omit<Reproduction, "run">,
  reproduced: Reproduced,
  folder: string,
): Promise<string[]> {
  await prepareFolder(folder);
  const files = new Map<string, string | Uint8Array>();
  const { claims, notes, numbers, pictures, sheets = [] } = reproduced;
  const results = { reproduction: reproduction.name, claims, notes };
  files.set("results.json", `${JSON.stringify(results, null, 2)}\n`);
  files.set("numbers.json", `${JSON.stringify(numbers, null, 2)}\n`);
  for (const { name, text } of sheets) files.set(name, text);
  for (const { name, chart } of pictures) {
    files.set(`${name}.svg`, renderSvg(chart));
    files.set(`${name}.png`, renderPng(chart));
  }
  files.set("index.html", reproductionPage(reproduction, reproduced));
  for (const [name, content] of files) await writeWhole(join(folder, name), content);
  return [...files.keys()];
}
