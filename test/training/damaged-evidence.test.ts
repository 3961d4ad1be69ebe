import { randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { checkers, resealed } from "./evidence-files.js";
import { evidenceOf, kinds } from "./evidence-kinds.js";

/** Evidence files that somebody damaged, with and without sealing them anew: both checkers refuse them and say why. */

type Damage = [name: string, damage: (e: Evidence) => void, reason: RegExp];
// biome-ignore lint/suspicious/noExplicitAny: a file as somebody may have changed it
type Evidence = any;

describe("damaged evidence", () => {
  it("that is sealed anew is refused, with the reason", async () => {
    const evidence = JSON.parse(await evidenceOf(kinds["softmax with weights"]));
    const damages: Damage[] = [
      ["a row of inputs", (e) => e.inputs.splice(0, 4), /inputs does not have/],
      ["a target moved", (e) => e.targets.unshift(e.targets.pop()), /one-hot|objective|bound|simplex/],
      [
        "a digit of the objective",
        (e) => {
          e.claimed.objective *= 0.99;
        },
        /objective is above/,
      ],
      [
        "a bit of the objective",
        (e) => {
          e.claimed.objective *= 1 - 2 ** -40;
        },
        /objective is above/,
      ],
      [
        "the bound",
        (e) => {
          e.claimed.bound *= 1 + 2 ** -40;
        },
        /bound does not reach/,
      ],
      [
        "the gap",
        (e) => {
          e.claimed.relativeGap *= 0.9;
        },
        /gap is wider/,
      ],
      [
        "a digit of z",
        (e) => {
          e.dual[0] *= 1.1;
        },
        /sum to 0|simplex/,
      ],
      [
        "a bit of z",
        (e) => {
          e.dual[1] += 2 ** -50;
        },
        /sum to 0|simplex/,
      ],
      [
        "z doubled",
        (e) => {
          e.dual = e.dual.map((z: number) => 2 * z);
        },
        /constraint|simplex/,
      ],
      [
        "λ halved",
        (e) => {
          e.lambda /= 2;
        },
        /constraint/,
      ],
      [
        "a weight of the network",
        (e) => {
          e.point.blocks[0] += 0.01;
        },
        /objective is above/,
      ],
      [
        "a block too few",
        (e) => {
          e.point.blocks.length -= 1;
        },
        /point.blocks does not have/,
      ],
      [
        "a gate out of range",
        (e) => {
          e.point.which[e.point.which.length - 1] = 999;
        },
        /ascend/,
      ],
      [
        "the constant",
        (e) => {
          e.constant[0] += 0.01;
        },
        /objective is above/,
      ],
      [
        "no constant",
        (e) => {
          e.constant = null;
        },
        /objective is above/,
      ],
      [
        "a row weight",
        (e) => {
          e.weights[0] *= 1.5;
        },
        /simplex|objective|bound/,
      ],
      [
        "another loss",
        (e) => {
          e.loss.name = "perfect";
        },
        /not known/,
      ],
      [
        "not a number",
        (e) => {
          e.inputs[0] = null;
        },
        /not a finite number/,
      ],
      [
        "another format",
        (e) => {
          e.version = 2;
        },
        /not an evidence file/,
      ],
      [
        "no rows",
        (e) => {
          e.rows = 0;
        },
        /rows is 0/,
      ],
    ];
    for (const { language, check } of checkers) {
      const copies = damages.map(([, damage]) => {
        const copy = structuredClone(evidence);
        damage(copy);
        return resealed(copy);
      });
      check(copies).forEach(({ proved, words }, k) => {
        expect([language, damages[k][0], proved]).toEqual([language, damages[k][0], false]);
        expect([language, damages[k][0], words]).toEqual([
          language,
          damages[k][0],
          expect.stringMatching(damages[k][2]),
        ]);
      });
      expect(check(["{", "null", "[]", "{}"]).some(({ proved }) => proved)).toBe(false);
    }
  });

  it("whose numbers are all there between other brackets, or whose words are others of the same letters, is refused", async () => {
    const evidence = JSON.parse(await evidenceOf(kinds["softmax with weights"]));
    const damages: [name: string, damage: (e: Evidence) => void][] = [
      ["inputs", (e) => e.inputs.push(e.inputs.splice(4))],
      ["targets", (e) => e.targets.unshift([e.targets.shift()])],
      ["ones", (e) => Object.assign(e, { ones: "false" })],
      ["cones", (e) => Object.assign(e, { cones: "null" })],
      ["layers", (e) => Object.assign(e.layers[0], { choices: "null" })],
      ["layers", (e) => Object.assign(e, { layers: e.layers[0] })],
      ["loss", (e) => Object.assign(e, { loss: ["name", "softmax", "parameters", []] })],
      ["point", (e) => Object.assign(e, { point: Object.entries(e.point).flat() })],
      ["claimed", (e) => Object.assign(e, { claimed: [e.claimed] })],
      ["dual", (e) => Object.assign(e, { dual: [e.dual] })],
    ];
    for (const { language, check } of checkers) {
      const copies = damages.map(([, damage]) => {
        const copy = structuredClone(evidence);
        damage(copy);
        return JSON.stringify(copy);
      });
      check(copies).forEach(({ words }, k) => {
        expect([language, words]).toEqual([language, `NOT proved: ${damages[k][0]} is not what its hash names`]);
      });
      const none = resealed({ format: "halfspace-evidence", version: 3, program: "average", members: [] });
      expect([language, check([none])[0].words]).toEqual([language, "NOT proved: there are no members"]);
    }
  });

  const damaged = problemCount(24);
  it(`is refused: ${damaged} files with one bit, one digit or one row changed`, async () => {
    const random = randomGenerator(5);
    const names = Object.keys(kinds);
    const files: string[] = [];
    for (let k = 0; k < damaged; k++) {
      const text = await evidenceOf(kinds[names[k % names.length]]);
      files.push([oneBit, oneDigit, oneRow][k % 3](text, random));
    }
    for (const { language, check } of checkers) {
      check(files).forEach(({ proved, words }, k) => {
        expect([language, k, proved]).toEqual([language, k, false]);
        expect(words).toMatch(/^NOT proved: \S+ is not what its hash names|not an evidence file|not such a file/);
      });
    }
  }, 3_600_000);
});

type Random = ReturnType<typeof randomGenerator>;

/** A bit of one of the file's numbers. */
function oneBit(text: string, random: Random): string {
  const lists = text.match(/\[[-\d.,e+]+\]/g) ?? [];
  const list = lists[random.integer(lists.length)];
  const numbers = JSON.parse(list) as number[];
  const at = random.integer(numbers.length);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, numbers[at] + 0);
  // Any bit but those of the exponent, which may make it infinite, and but the sign of a zero.
  view.setUint32(4, view.getUint32(4) ^ (1 << random.integer(32)));
  numbers[at] = view.getFloat64(0);
  return text.replace(list, () => JSON.stringify(numbers));
}

/** A digit of one of the file's numbers. */
function oneDigit(text: string, random: Random): string {
  for (;;) {
    const at = random.integer(text.length);
    const digit = text[at];
    const value =
      /[1-9]/.test(digit) && /[.,:[\d]/.test(text[at - 1]) && text.slice(0, at).split("hashes").length === 1;
    if (!value) continue;
    const damaged = `${text.slice(0, at)}${(Number(digit) % 9) + 1}${text.slice(at + 1)}`;
    // Of seventeen digits the last may stand for the same double.
    if (JSON.stringify(JSON.parse(damaged)) !== JSON.stringify(JSON.parse(text))) return damaged;
  }
}

/** A row of the table is gone. */
function oneRow(text: string, random: Random): string {
  const record = JSON.parse(text);
  const row = random.integer(record.rows);
  record.inputs.splice(row * record.columns, record.columns);
  return JSON.stringify(record);
}
