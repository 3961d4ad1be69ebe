import { randomGenerator } from "halfspace";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const random = randomGenerator(9);

/** People of a table: a name, an age with gaps, a plan, a place that is not learned from, and whether they stayed. */
function people(count: number, { gaps = 0.1, plans = ["flat", "metered"], oldest = 80 } = {}): string[][] {
  return Array.from({ length: count }, (_, row) => {
    const age = 20 + Math.floor(random.uniform() * (oldest - 20));
    const plan = plans[random.integer(plans.length)];
    const stays = age / 40 + (plan === "flat" ? 0.6 : 0) + 0.4 * random.gaussian() > 1.5;
    const known = random.uniform() >= gaps;
    return [`name ${row}`, known ? String(age) : "", plan, ["north", "south"][row % 2], stays ? "stays" : "leaves"];
  });
}
const csv = (rows: string[][]) => ["name,age,plan,place,side", ...rows.map((cells) => cells.join(","))].join("\n");
const predicted = () => folder.read("predictions.csv").trim().split("\n");

beforeAll(async () => {
  folder.write("people.csv", csv(people(200)));
  const { code } = await folder.halfspace(
    ...[
      "fit",
      "people.csv",
      "--target",
      "side",
      "--drop",
      "name,place",
      "--gates",
      "20",
      "--lambda",
      "0.1",
      "--fresh",
      "0",
    ],
    ...["--note", "Whom to call | first <b>", "--json"],
  );
  expect(code).toBe(0);
});

describe("halfspace predict", () => {
  it("copies columns, also those that training did not look at", async () => {
    folder.write("new.csv", csv(people(30)));
    await folder.halfspace("predict", "model.json", "new.csv", "--keep", "name,place,name");
    expect(predicted().slice(0, 2)).toEqual([
      "row,name,place,prediction",
      expect.stringMatching(/^1,name 0,north,(stays|leaves)$/),
    ]);
    await folder.halfspace("predict", "model.json", "new.csv", "--all");
    expect(predicted()[0]).toBe("row,name,age,plan,place,side,prediction");
    folder.write("clash.csv", "row,age,plan,prediction\n7,30,flat,mine\n");
    const json = JSON.parse((await folder.halfspace("predict", "model.json", "clash.csv", "--all", "--json")).stdout);
    expect(json.kept).toEqual({ row: ["7"], age: ["30"], plan: ["flat"], prediction: ["mine"] });
    expect(predicted()[0]).toBe("row,row (table),age,plan,prediction (table),prediction");
    const unknown = await folder.halfspace("predict", "model.json", "new.csv", "--keep", "nobody");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/^halfspace: --keep: got "nobody"/)]);
  });

  it("counts what training never saw, and with --strict writes nothing", async () => {
    folder.write(
      "odd.csv",
      csv([...people(60, { gaps: 0.7, plans: ["flat", "prepaid"] }), ["old", "103", "flat", "", ""]]),
    );
    const { stdout, code } = await folder.halfspace("predict", "model.json", "odd.csv", "--out", "odd-out.csv");
    expect(code).toBe(0);
    expect(stdout).toMatch(/\d+ of 61 values of "plan" were never seen in training \("prepaid"\)/);
    expect(stdout).toMatch(/1 of \d+ values of "age" lie outside what training saw \(2\d to 7\d\)/);
    expect(stdout).toMatch(/"age" is missing in \d+ of 61 rows \(\d+ %\), in training in [\d.]+ %/);
    const strict = await folder.halfspace("predict", "model.json", "odd.csv", "--out", "strict.csv", "--strict");
    expect([strict.code, strict.stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(strict.stderr).toMatch(/^halfspace: --strict: got what training never saw: .*"prepaid"/);
    expect(folder.list()).not.toContain("strict.csv");
    folder.write("usual.csv", csv(people(40)).replaceAll("7", "5"));
    expect((await folder.halfspace("predict", "model.json", "usual.csv", "--strict")).code).toBe(0);
  });

  it("a file without the shares of before still predicts, and a damaged one is refused", async () => {
    const file = JSON.parse(folder.read("model.json"));
    const [age] = file.table.encoding.columns;
    expect(age.missingShare).toBeGreaterThan(0);
    folder.write("damaged.json", JSON.stringify(file).replace(/"missingShare":[\d.]+/, '"missingShare":1.5'));
    const damaged = await folder.halfspace("predict", "damaged.json", "odd.csv");
    expect([damaged.code, damaged.stderr]).toEqual([2, expect.stringMatching(/missingShare/)]);
    delete age.missingShare;
    folder.write("before.json", JSON.stringify(file));
    const before = await folder.halfspace("predict", "before.json", "odd.csv");
    expect([before.code, before.stdout]).toEqual([0, expect.not.stringMatching(/is missing in/)]);
    expect((await folder.halfspace("verify", "before.json", "people.csv")).code).toBe(0);
  });
});

describe("halfspace card", () => {
  it("writes purpose, data, scores of groups, certificate and limits, as Markdown and HTML", async () => {
    const { stdout, code } = await folder.halfspace("card", "model.json", "people.csv", "--groups", "place");
    expect([code, stdout]).toEqual([0, "Wrote model-card.md and model-card.html.\n"]);
    const [markdown, html] = [folder.read("model-card.md"), folder.read("model-card.html")];
    expect(markdown).toContain("Whom to call \\| first \\<b\\>");
    expect(html).toContain("Whom to call | first &#60;b&#62;");
    for (const part of ["Purpose", "Model", "Data", "How good it is", "By place", "What is proved", "Limits"]) {
      expect(markdown).toContain(`## ${part}`);
      expect(html).toContain(`<h2>${part}</h2>`);
    }
    expect(markdown).toMatch(/Scored on 50 rows kept apart from training/);
    expect(markdown).toMatch(/\| north( \\\*)? \| \d+ \| 0\.\d+/);
    expect(markdown).toMatch(/Optimal to \S+ for these \d+ sampled gates/);
    expect(html).not.toMatch(/<script|https?:/);
  });

  it("needs a table for scores, and takes one that is not that of training", async () => {
    await folder.halfspace("card", "model.json", "--out", "bare");
    expect(folder.read("bare.md")).toMatch(/Give halfspace card the table for its scores/);
    await folder.halfspace("card", "model.json", "new.csv", "--out", "other", "--groups", "age");
    expect(folder.read("other.md")).toMatch(/Scored on 30 rows of a table that is not the one of training/);
    expect(folder.read("other.md")).toMatch(/\| below \d+( \\\*)? \|/);
    const refused = await folder.halfspace("card", "model.json", "--groups", "place");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/--groups: got it without a table/)]);
  });
});
