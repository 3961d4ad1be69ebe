import { describe, expect, it } from "vitest";
import { chapters } from "../../site/src/reference/doors.js";
import { examples, examplesOf } from "../../site/src/reference/examples.js";

describe("every exported name has a program that shows it", () => {
  const all = examples();
  const entries = chapters().flatMap((chapter) => chapter.entries);
  for (const door of new Set(entries.map((entry) => entry.door))) {
    it(door, () => {
      const own = entries.filter((entry) => entry.door === door);
      const lacking = own.filter((entry) => examplesOf(entry, all, entries).length === 0);
      expect(lacking.map(({ name, kind }) => `${kind} ${name}`)).toEqual([]);
    });
  }
});
