import { randomGenerator } from "halfspace";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const random = randomGenerator(7);
const rows = Array.from({ length: 60 }, (_, j) => {
  const [area, distance] = [20 + 100 * random.uniform(), 10 * random.uniform()];
  const built = `${1950 + random.integer(70)}-0${1 + random.integer(9)}-15`;
  const kind = ["flat", "house"][random.integer(2)];
  const rent = 200 + 8 * area - 30 * distance + 60 * random.gaussian();
  return [j % 9 === 0 ? "" : area.toFixed(1), distance.toFixed(2), built, kind, rent.toFixed(0)].join(",");
});
beforeAll(() => folder.write("flats.csv", ["area,-distance,built,kind,rent", ...rows].join("\n")));
const trained = (...words: string[]) =>
  folder.inShell("fit", "flats.csv", "--target", "rent", "--lambda", "0.1", "--time-limit", "60", ...words);

describe("halfspace fit --monotone", () => {
  it("is said by every surface, and proved by verify; a gap and the parts of a date stay free", async () => {
    const words = ["--model", "relu", "--monotone", "area,--distance,built", "--report", "report.html"];
    const { stdout } = await trained(...words, "--out", "model.json");
    const said = "never falls in area, built (days); never rises in -distance, all other columns unchanged";
    expect(stdout).toContain(`Monotone: the prediction ${said}`);
    expect(stdout).toMatch(/Certificate: .*monotone in the same columns/);
    expect(folder.read("report.html")).toContain(`the prediction ${said}`);
    const { options, table } = JSON.parse(folder.read("model.json"));
    expect(options.monotone.filter((sign: number) => sign !== 0)).toHaveLength(3);
    expect(options.monotone.length).toBeGreaterThan(table.encoding.columns.length);
    const verified = await folder.inShell("verify", "model.json", "flats.csv");
    expect(verified.stdout).toContain(`proved by the signs of every neuron's weights: the prediction ${said}`);
    expect((await folder.inShell("inspect", "model.json")).stdout).toContain(
      `monotone          the prediction ${said}`,
    );
    await folder.inShell("card", "model.json");
    expect(folder.read("model-card.md")).toContain(said);
    const inJson = JSON.parse((await trained(...words.slice(0, 4), "--json", "--out", "other.json")).stdout);
    expect(inJson.monotone).toEqual({ area: 1, "-distance": -1, "built (days)": 1 });
    expect(inJson.certificate.program).toBe("monotone-relu-network");
  });

  it("says what is wrong in one line", async () => {
    for (const [words, message] of [
      [["--monotone", "area"], /--monotone: got it with model gated-relu; expected model "relu"/],
      [["--monotone", "area", "--model", "auto"], /--monotone: got it with --model auto/],
      [["--monotone", "area", "--model", "relu", "--gates", "50"], /--monotone: got it with gates that are drawn/],
      [["--monotone", "kind", "--model", "relu"], /--monotone: got "kind", which holds words and has no order/],
      [["--monotone", "rent", "--model", "relu"], /--monotone: got "rent", which is the target/],
      [["--monotone", "area,-area", "--model", "relu"], /--monotone: got "area" twice/],
      [["--monotone", "size", "--model", "relu"], /--monotone: got "size", and there is no such column/],
      [["--monotone", "area", "--model", "relu", "--loss", "quantile"], /--loss: got quantile with gates "generate"/],
      [["--monotone", "area,", "--model", "relu"], /--monotone/],
    ] as const) {
      const { code, stderr } = await trained(...words);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });
});
