import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, sections } from "../../site/src/contents.js";
import { chapters } from "../../site/src/reference/doors.js";
import { buildSite, pagesOf, referencesOf } from "./built-site.js";

let folder = "";
beforeAll(() => {
  folder = buildSite("site-of-tests");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isElsewhere = (address: string) => /^[a-z]+:/.test(address);

describe("the site", () => {
  it("has a page for every document", () => {
    const listed = new Set(sections().flatMap(({ documents }) => documents.map(({ source }) => source)));
    const written = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
    const documents = written.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
    expect(documents.filter((name) => !listed.has(name))).toEqual([]);
  });

  it("every internal link of every page leads to a page, and to a place that is there", () => {
    const anchors = new Map(
      pagesOf(folder).map((page) => {
        const html = readFileSync(join(folder, page), "utf8");
        return [page, new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id))];
      }),
    );
    let walked = 0;
    const broken = [...anchors.keys()].flatMap((page) =>
      referencesOf(folder, page).flatMap((address) => {
        if (isElsewhere(address)) return [];
        walked++;
        const [path, anchor] = address.split("#");
        const target = path === "" ? page : posix.normalize(posix.join(posix.dirname(page), path));
        if (!existsSync(join(folder, target))) return [`${page}: ${address}`];
        const isThere = anchor === undefined || anchors.get(target)?.has(decodeURIComponent(anchor));
        return isThere ? [] : [`${page}: ${address} (no such place)`];
      }),
    );
    expect(walked).toBeGreaterThan(2000);
    expect(broken).toEqual([]);
  });

  it("every page is reached from the first one", () => {
    const reached = new Set(["index.html"]);
    for (const page of reached) {
      for (const address of referencesOf(folder, page)) {
        const [path] = address.split("#");
        if (isElsewhere(address) || !path.endsWith(".html") || /^studio\//.test(page)) continue;
        reached.add(posix.normalize(posix.join(posix.dirname(page), path)));
      }
    }
    expect(pagesOf(folder).filter((page) => !reached.has(page))).toEqual([]);
    expect(reached).toContain("studio/index.html");
  });

  it("loads nothing from elsewhere: scripts, style sheets and pictures are its own", () => {
    const foreign = pagesOf(folder).flatMap((page) => {
      const html = readFileSync(join(folder, page), "utf8");
      const loaded = [...html.matchAll(/<(?:script|img|link|iframe)\b[^>]*?\s(?:src|href)="([^"]*)"/g)];
      return loaded
        .filter(([, address]) => /^(https?:)?\/\//.test(address))
        .map(([, address]) => `${page}: ${address}`);
    });
    expect(foreign).toEqual([]);
  });

  it("the reference has every name of every published package, with its doc comment and declaration", () => {
    const lacking = chapters().flatMap(({ address, entries }) => {
      const html = readFileSync(join(folder, address), "utf8");
      return entries
        .filter(
          ({ name, about, declaration }) => about === "" || declaration === "" || !html.includes(`<h2 id="${name}">`),
        )
        .map(({ door, name }) => `${door} ${name}`);
    });
    expect(lacking).toEqual([]);
    const doors = chapters().map(({ door }) => door);
    expect(doors).toEqual(expect.arrayContaining(["halfspace", "halfspace/theory", "@halfspace/tables/node"]));
  });

  it("has the help of every command", () => {
    const html = readFileSync(join(folder, "command-line.html"), "utf8");
    for (const command of ["fit", "predict", "verify", "explain", "sweep"]) {
      expect(html).toMatch(new RegExp(`<h2 id="${command}">[\\s\\S]*?Usage: halfspace ${command} `));
    }
  });

  it("shows the studio", () => {
    expect(existsSync(join(folder, "studio", "index.html"))).toBe(true);
  });
});
