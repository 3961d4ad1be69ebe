import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** Builds the site into a folder of the tests; it takes about three seconds of processor time. @returns the folder */
export function buildSite(name: string): string {
  const folder = join(root, "build", name);
  execFileSync(process.execPath, [join(root, "site", "dist", "build.js"), folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return folder;
}

/** @returns the pages of the site but the studio's, from its root */
export const pagesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".html") && !name.startsWith("studio"),
  );

/** What a page refers to: links, scripts, style sheets and pictures. */
export function referencesOf(folder: string, page: string): string[] {
  const html = readFileSync(join(folder, page), "utf8");
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address]) => address.replace(/&amp;/g, "&"));
}
