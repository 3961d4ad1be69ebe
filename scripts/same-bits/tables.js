// Small seeded tables for the comparison: the same numbers on every machine, by integers and sums alone.

/** Uniform numbers in [0, 1) from a linear congruential generator modulo 2^31 − 1 (Park and Miller). */
function uniforms(seed) {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Nearly normal numbers: the sum of twelve uniform ones, less 6. */
function normals(seed) {
  const uniform = uniforms(seed);
  return () => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += uniform();
    return sum;
  };
}

/** Rows of columns in three different units, and a bent signal of them with a little noise. */
export function bentTable(seed, rows, columns) {
  const draw = normals(seed);
  const units = [1, 1000, 0.01];
  const draws = Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
  const inputs = draws.map((row) => row.map((value, k) => units[k % 3] * (value + 5)));
  const signal = draws.map(
    (row) => row.reduce((sum, value, k) => sum + Math.abs(value - 0.3 * k), 0) + row[0] + 0.1 * draw(),
  );
  return { inputs, signal };
}

/** Rows of plain numbers for programs that are stated without `train`. */
export function plainTable(seed, rows, columns) {
  const draw = normals(seed);
  const inputs = Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
  const signal = inputs.map((row) => Math.abs(row[0]) - row[columns - 1] + 0.1 * draw());
  return { inputs, signal };
}

/** The share of the rows that lie below each of the cuts, made into names of classes. */
export function classesOf(signal, names) {
  const sorted = [...signal].sort((a, b) => a - b);
  const cuts = names.slice(1).map((_, k) => sorted[Math.floor(((k + 1) * sorted.length) / names.length)]);
  return signal.map((value) => names[cuts.filter((cut) => value >= cut).length]);
}

const small = bentTable(1, 40, 3);

/** Targets of every kind for the same 40 rows. */
export const targets = {
  numbers: small.signal,
  counts: small.signal.map((value) => Math.round(Math.abs(value))),
  "two classes": classesOf(small.signal, ["far", "near"]),
  "many classes": classesOf(small.signal, ["a", "b", "c", "d"]),
  "several numbers": small.signal.map((value, j) => [value, small.inputs[j][0] - value]),
};

export const inputs = small.inputs;

/** 30 images of two channels of 3 × 4 pixels, and a signal of them. */
export const images = bentTable(2, 30, 24);

/** A table with words and gaps for the command line. */
export function pumpsTable() {
  const { inputs: rows, signal } = bentTable(3, 80, 3);
  const fluids = ["water", "oil", "brine"];
  const lines = rows.map(([a, b, c], j) =>
    [a, j % 11 === 4 ? "" : b, c, fluids[(j * j) % 3], signal[j], signal[j] > 3 ? "high" : "low"].join(","),
  );
  return `flow,speed,wear,fluid,power,level\n${lines.join("\n")}\n`;
}
