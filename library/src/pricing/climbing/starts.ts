import type { RandomGenerator } from "../../random/generator.js";
import { type DualFunction, isTwoSided } from "../dual-function.js";
import { turnFromBarriers } from "../sides.js";

/** Where to climb from: directions (count×d, of any length but zero) and ±1 for each, which of φ and −φ is climbed. */
export interface Starts {
  readonly directions: Float64Array;
  readonly signs: Float64Array;
}

/** What starts are drawn by. */
type StartedFunction = Pick<DualFunction, "x" | "n" | "d" | "barriers">;

/** The share of the way past a barrier that leads back to it, and so little further that no direction becomes zero. */
const nearlyOn = 1 + 1e-6;
const spreads = [0.3, 0.6, 1];

/**
 * Half Gaussian, a quarter between two of the known directions, a quarter around one; random signs. All Gaussian where none is known. Where there
 * are barriers, φ alone is climbed, and directions that are past some are reflected at them, or moved nearly onto them: many maxima lie there.
 */
export function drawStarts(random: RandomGenerator, count: number, phi: StartedFunction, known: Starts): Starts {
  const { d } = phi;
  const directions = new Float64Array(count * d);
  const signs = new Float64Array(count);
  const draw = knownDirections(random, d, known);
  for (let i = 0; i < count; i++) {
    const u = directions.subarray(i * d, (i + 1) * d);
    signs[i] = random.uniform() < 0.5 && isTwoSided(phi) ? -1 : 1;
    const kind = known.signs.length > 0 ? i % 4 : 0;
    if (kind >= 2) draw(u, kind === 2);
    else for (let k = 0; k < d; k++) u[k] = random.gaussian();
    turnFromBarriers(phi, u, i % 8 < 4 ? 2 : nearlyOn);
  }
  return { directions, signs };
}

/** u ← a direction between two known ones, or around one. */
function knownDirections(random: RandomGenerator, d: number, { directions, signs }: Starts) {
  return (u: Float64Array, between: boolean): void => {
    const one = random.integer(signs.length) * d;
    const other = random.integer(signs.length) * d;
    const share = 2 * random.uniform() - 1;
    const spread = spreads[random.integer(3)] / Math.sqrt(d);
    for (let k = 0; k < d; k++) {
      u[k] = directions[one + k] + (between ? share * directions[other + k] : spread * random.gaussian());
    }
  };
}

/** The first starts, then the second. */
export function joinStarts(first: Starts, second: Starts): Starts {
  return { directions: joined(first.directions, second.directions), signs: joined(first.signs, second.signs) };
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const out = new Float64Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}
