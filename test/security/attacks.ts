import { expect, it } from "vitest";

/** How hostile inputs are tried, a test each. */

export type Attack = () => unknown;

/** Refused by an error of halfspace's own, in one line that says something to a person. */
export async function refused(attack: Attack): Promise<void> {
  const error = await (async () => attack())().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  const { name, message } = error as Error;
  expect(["InputError", "FormatError"]).toContain(name);
  expect(message).not.toMatch(/\n|\bundefined\b|not a function|\[object/);
  expect(message.length).toBeLessThan(2000);
}

const names = JSON.stringify([Object, Array, String].map(({ prototype }) => Object.getOwnPropertyNames(prototype)));
const mustLeavePrototypes = () =>
  expect(JSON.stringify([Object, Array, String].map(({ prototype }) => Object.getOwnPropertyNames(prototype)))).toBe(
    names,
  );

export const each = (attacks: Readonly<Record<string, Attack>>, hold: (attack: Attack) => unknown) => {
  for (const [what, attack] of Object.entries(attacks)) {
    it(what, async () => {
      await hold(attack);
      mustLeavePrototypes();
    });
  }
};
