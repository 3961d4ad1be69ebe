import { expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { inShell: halfspace } = folder;

it("fit --target A,B, verify and predict: one network, a column a target", async () => {
  const lines = Array.from({ length: 60 }, (_, row) => {
    const [u, v] = [((row * 37) % 50) / 10, ((row * 61) % 40) / 10];
    return [u, v, Math.max(0, u - v), u + 2 * v].join(",");
  });
  folder.write("two.csv", `u,v,A,B\n${lines.join("\n")}\n`);
  const { code, stdout } = await halfspace(
    ...["fit", "two.csv", "--target", "A,B", "--gates", "60", "--lambda", "0.001", "--json"],
  );
  expect(code).toBe(0);
  const { targets, featureCount } = JSON.parse(stdout);
  expect(featureCount).toBe(2);
  expect(Object.keys(targets)).toEqual(["A", "B"]);
  for (const { r2 } of Object.values(targets) as { r2: number }[]) expect(r2).toBeGreaterThan(0.98);
  expect((await halfspace("verify", "model.json", "two.csv")).code).toBe(0);
  expect((await halfspace("predict", "model.json", "two.csv")).code).toBe(0);
  const [header, first] = folder.read("predictions.csv").split("\n");
  expect(header).toBe("row,prediction of A,prediction of B");
  expect(first.split(",")).toHaveLength(3);
  expect((await halfspace("inspect", "model.json")).code).toBe(0);
  const refused = await halfspace("fit", "two.csv", "--target", "A,B", "--report", "page.html");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("is for one target");
});
