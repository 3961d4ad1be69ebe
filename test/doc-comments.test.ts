import { describe, expect, it } from "vitest";
import { exportedNames } from "../site/src/reference/exported-names.js";

describe("every exported name says what it is", () => {
  for (const workspace of ["library", "tables", "pictures", "sweeps", "reproduction"]) {
    const names = exportedNames(workspace);
    const where = ({ door, name, file }: (typeof names)[number]) => `${door}: ${name} (${file})`;

    it(`${workspace}: by a doc comment of at least a sentence`, () => {
      expect(names.length).toBeGreaterThan(0);
      const beforeTags = (comment: string) => comment.split(/(?:^|\s)@\w/)[0];
      const lacking = names.filter(({ comment }) => !/\S\s+\S.*\.(?:\s|$)/s.test(beforeTags(comment)));
      expect(lacking.map(where)).toEqual([]);
    });

    it(`${workspace}: functions say what they return`, () => {
      const functions = names.filter(({ isFunction, returnsNothing }) => isFunction && !returnsNothing);
      expect(functions.filter(({ comment }) => !comment.includes("@returns ")).map(where)).toEqual([]);
    });

    it(`${workspace}: functions that throw say when`, () => {
      const throwing = names.filter(({ throws }) => throws);
      expect(throwing.filter(({ comment }) => !comment.includes("@throws ")).map(where)).toEqual([]);
    });
  }
});
