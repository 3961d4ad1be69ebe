/** Tables of text columns only. */
import { numbered, pick, type TableMaker, tableMaker } from "./made-table.js";

/** How many words each column of `mushrooms` knows; 117 together. */
const wordCounts = [6, 4, 10, 2, 9, 2, 2, 2, 12, 2, 4, 4, 4, 9, 9, 2, 4, 3, 5, 9, 6, 7];
const [odour, gill, ring, spores] = [4, 7, 18, 19];

/**
 * 23 species described by 22 columns of words, edible or not, without noise: the words decide. Most of it follows one
 * column; the rest are pairs of words of which either alone says nothing, so that a straight line stays a little short.
 */
export const mushrooms: TableMaker = tableMaker({
  columnNames: [...numbered("w", wordCounts.length), "edible"],
  seed: 1421,
  draw: (random) => {
    const species = Array.from({ length: 23 }, () => ({
      share: 0.2 + random.uniform(),
      words: wordCounts.map((count) => random.permutation(count).subarray(0, Math.min(count, 1 + random.integer(3)))),
    }));
    const shares = species.map(({ share }) => share);
    return () => {
      const { words } = pick(random, species, shares);
      const row = words.map((list, column) =>
        random.uniform() < 0.02 ? random.integer(wordCounts[column]) : list[random.integer(list.length)],
      );
      const target = isEdible(row) ? "yes" : "no";
      return { cells: row.map((word) => "abcdefghijkl"[word]), target, withoutNoise: target };
    };
  },
});

function isEdible(row: readonly number[]): boolean {
  if (row[odour] !== 5) return row[odour] > 5;
  return row[ring] === 0 && row[spores] < 5 ? row[gill] === 0 : row[ring] < 3;
}

/** One of eight kinds, and sixty columns of which each shows the kind's own letter in a tenth of the rows. */
export const sixtyWords: TableMaker = tableMaker({
  columnNames: [...numbered("c", 60), "kind"],
  seed: 1422,
  draw: (random) => () => {
    const kind = pick(random, [..."abcdefgh"], [1, 2, 3, 4, 5, 6, 9, 70]);
    const cells = numbered("c", 60).map(() => (random.uniform() < 0.9 ? pick(random, [..."pqrstuv"]) : kind));
    return { cells, target: kind, withoutNoise: kind };
  },
});
