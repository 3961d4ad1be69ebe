import { expect, it } from "vitest";
import { hasProbabilities, probabilityLinks } from "./loss.js";
import { lossNames, namedLoss } from "./named.js";
import { namedFacts } from "./targets.js";

it("the links of losses with probabilities are those that the losses state", () => {
  for (const name of lossNames) {
    const { link, targets } = namedLoss(name)!;
    expect([name, probabilityLinks.get(name)]).toEqual([name, hasProbabilities({ link }) ? link : undefined]);
    expect([name, probabilityLinks.get(name) === "softmax"]).toEqual([name, targets === "one-hot"]);
  }
  expect(lossNames).toEqual(expect.arrayContaining([...probabilityLinks.keys()]));
});

it("the facts of the losses by name are those that the losses state", () => {
  expect(Object.keys(namedFacts)).toEqual(lossNames);
  for (const name of lossNames) {
    const { targets, classes, curvature } = namedLoss(name)!;
    expect([name, namedFacts[name]]).toEqual([name, { targets, classes, curvature }]);
  }
});
