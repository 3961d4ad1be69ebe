import { expect, it } from "vitest";
import { hasProbabilities, probabilityLinks } from "./loss.js";
import { lossNames, namedLoss } from "./named.js";

it("the links of losses with probabilities are those that the losses state", () => {
  for (const name of lossNames) {
    const { link, targets } = namedLoss(name)!;
    expect([name, probabilityLinks.get(name)]).toEqual([name, hasProbabilities({ link }) ? link : undefined]);
    expect([name, probabilityLinks.get(name) === "softmax"]).toEqual([name, targets === "one-hot"]);
  }
  expect(lossNames).toEqual(expect.arrayContaining([...probabilityLinks.keys()]));
});
