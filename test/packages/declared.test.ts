import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, it } from "vitest";
import { manifestIn, published, root } from "./packed.js";

const licence = readFileSync(join(root, "LICENSE"), "utf8");

describe("what is published", () => {
  for (const folder of published) {
    const manifest = manifestIn(folder);

    it(`${folder}: publint has nothing to say`, async () => {
      const { messages } = await publint({ pkgDir: join(root, folder), strict: true, pack: false });
      expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
    });

    it(`${folder}: says where it is from, what it is and under which licence`, () => {
      expect(manifest).toMatchObject({
        license: "MIT",
        repository: { type: "git", url: expect.stringMatching(/^git\+https:/), directory: folder },
        homepage: expect.stringMatching(/^https:/),
        bugs: { url: expect.stringMatching(/^https:/) },
      });
      expect(manifest.description.length).toBeGreaterThan(20);
      expect(manifest.keywords.length).toBeGreaterThan(3);
      expect(readFileSync(join(root, folder, "LICENSE"), "utf8")).toBe(licence);
      expect(readFileSync(join(root, folder, "README.md"), "utf8")).toContain(`# ${manifest.name}`);
    });

    it(`${folder}: a bundler may leave out what is not used`, () => {
      // The studio is a built page, of which nothing is imported.
      expect(manifest.sideEffects).toBe(folder === "studio" ? undefined : false);
    });

    it(`${folder}: every package of halfspace that it needs has the same version and is published too`, () => {
      const names = new Map(published.map((each) => [manifestIn(each).name, manifestIn(each).version]));
      for (const kind of ["dependencies", "peerDependencies"]) {
        for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
          if (/^@?halfspace(\/|$)/.test(name)) expect([name, version]).toEqual([name, names.get(name)]);
        }
      }
    });
  }

  it("nothing that is installed with it runs a script, but for one that chooses a binary and may fail", () => {
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const found = new Set<string>();
    const visit = (name: string) => {
      const place = packages[`node_modules/${name}`];
      if (found.has(name) || !place) return;
      found.add(name);
      const { dependencies, optionalDependencies } = place.link ? packages[place.resolved] : place;
      for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) visit(each);
    };
    for (const folder of published) for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) visit(name);
    expect(found.size).toBeGreaterThan(20);
    const scripts = [...found].filter((name) => packages[`node_modules/${name}`].hasInstallScript);
    // Of BullMQ's records; without it they are read in JavaScript.
    expect(scripts.filter((name) => name !== "msgpackr-extract")).toEqual([]);
  });

  it("npx halfspace starts the command line, for the package people type has the bin", () => {
    const { bin } = manifestIn("library");
    expect(Object.keys(bin)).toEqual(["halfspace"]);
    expect(existsSync(join(root, "library", bin.halfspace))).toBe(true);
    expect(published.filter((folder) => manifestIn(folder).bin !== undefined)).toEqual(["library"]);
  });
});
