/** Messages as word frequencies, wanted or not. */
import type { RandomGenerator } from "halfspace";
import { between, numbered, pick, squaredDraw, type TableMaker, tableMaker } from "./made-table.js";

const wordCount = 54;

/** What a topic's messages are like: how often each word occurs at all, how frequent it then is, and the runs of capitals. */
interface Topic {
  readonly spam: boolean;
  readonly weight: number;
  readonly presence: Float64Array;
  readonly frequency: Float64Array;
  readonly capitals: number;
}

/**
 * Nine topics, four of them spam; 54 frequencies that are mostly zero and otherwise skewed, and three lengths of runs of
 * capitals. Eight words point to one side. A topic of each side shares half of its words with one of the other side, so
 * that those count in company only. 2 % of the messages carry the other label.
 */
export const messages: TableMaker = tableMaker({
  columnNames: [...numbered("word", wordCount), "capitals_mean", "capitals_longest", "capitals_total", "class"],
  seed: 1431,
  draw: (random) => {
    const topics = topicsOf(random);
    const weights = topics.map(({ weight }) => weight);
    return () => {
      const { spam, presence, frequency, capitals } = pick(random, topics, weights);
      const words = Array.from(presence, (share, k) =>
        random.uniform() < share ? frequency[k] * (0.2 + 0.8 * squaredDraw(random)) : 0,
      );
      const mean = 1 + capitals * (0.3 + 0.7 * squaredDraw(random));
      const longest = Math.ceil(mean * between(random, 2, 12));
      const total = longest + Math.round(mean * (5 + 60 * squaredDraw(random)));
      const cells = [...words.map((value) => String(Math.round(100 * value) / 100)), mean.toFixed(3)];
      const name = (which: boolean) => (which ? "spam" : "wanted");
      return {
        cells: [...cells, String(longest), String(total)],
        target: name(random.uniform() < 0.02 ? !spam : spam),
        withoutNoise: name(spam),
      };
    };
  },
});

function topicsOf(random: RandomGenerator): Topic[] {
  const own = Array.from({ length: 9 }, (_, k): Topic => {
    const spam = k < 4;
    return {
      ...{ spam, weight: between(random, 0.5, 1.5), capitals: spam ? between(random, 2, 6) : between(random, 0.5, 3) },
      presence: Float64Array.from({ length: wordCount }, (_, word) => {
        if (word < 8) return word < 5 === spam ? 0.45 : 0.08;
        return random.uniform() < 0.35 ? between(random, 0.25, 0.85) : 0.04;
      }),
      frequency: Float64Array.from({ length: wordCount }, () => between(random, 0.2, 2)),
    };
  });
  const mixed = (a: Topic, b: Topic): Topic => ({
    ...a,
    presence: a.presence.map((share, k) => (k % 2 === 0 ? share : b.presence[k])),
  });
  return own.map((topic, k) => (k === 3 ? mixed(topic, own[8]) : k === 7 ? mixed(topic, own[0]) : topic));
}
