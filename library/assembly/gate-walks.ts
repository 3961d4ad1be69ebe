// Walks of a sum over gates: the twin of library/src/numerics/javascript-gate-walks.ts, operation by operation. Rows have `units` doubles, an even
// number, zero-padded; a point's activations are 1 + outputs rows: the sides t, then the jumps of each output.

@inline
function word(at: usize, position: i32): i32 {
  return load<i32>(at + (<usize>position << 2));
}

@inline
function double(at: usize, position: i32): f64 {
  return load<f64>(at + (<usize>position << 3));
}

/** row += factor·added */
@inline
function addTimes(row: usize, bytes: usize, factor: f64, added: usize): void {
  const f = f64x2.splat(factor);
  for (const end = row + bytes; row < end; row += 16, added += 16) {
    v128.store(row, f64x2.add(v128.load(row), f64x2.mul(f, v128.load(added))));
  }
}

@inline
function bothLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** Σ 1{t ≥ 0} p and Σ 1{(both_t − t) ≥ 0} (both_p − p), stored side by side. */
@inline
function storeSums(t: usize, p: usize, bothT: usize, bothP: usize, bytes: usize, out: usize): void {
  const zero = f64x2.splat(0);
  let along = zero;
  let against = zero;
  for (const end = t + bytes; t < end; t += 16, p += 16, bothT += 16, bothP += 16) {
    const side = v128.load(t);
    const jump = v128.load(p);
    const left = f64x2.sub(v128.load(bothT), side);
    along = f64x2.add(along, v128.and(f64x2.ge(side, zero), jump));
    against = f64x2.add(against, v128.and(f64x2.ge(left, zero), f64x2.sub(v128.load(bothP), jump)));
  }
  store<f64>(out, bothLanes(along));
  store<f64>(out + 8, bothLanes(against));
}

/** Walks first ≤ w < last; `own` has room for the activations of two points. */
export function walkGates(
  gates: usize, jumps: usize, units: i32, inputs: i32, outputs: i32, groups: usize,
  points: usize, starts: usize, point: usize, end: usize,
  places: usize, steps: usize, offsets: usize, first: i32, last: i32, own: usize, out: usize,
): void {
  const bytes = <usize>units << 3;
  const whole = bytes * <usize>(1 + outputs);
  const both = own + whole;
  for (let w = first; w < last; w++) {
    const place = word(places, w);
    const start = starts + <usize>place * whole;
    const from = points + ((<usize>place * inputs) << 3);
    for (let at: usize = 0; at < whole; at += 16) {
      const value = v128.load(start + at);
      v128.store(own + at, value);
      v128.store(both + at, f64x2.add(value, v128.load(end + at)));
    }
    for (let s = word(offsets, w), inner = word(offsets, w + 1) - 1; s < inner; s++) {
      const player = word(steps, s);
      for (let c = word(groups, player), after = word(groups, player + 1); c < after; c++) {
        const change = double(point, c) - double(from, c);
        if (change === 0) continue;
        addTimes(own, bytes, change, gates + <usize>c * bytes);
        for (let k = 0; k < outputs; k++) {
          addTimes(own + <usize>(1 + k) * bytes, bytes, change, jumps + <usize>(k * inputs + c) * bytes);
        }
      }
      for (let k = 0; k < outputs; k++) {
        const row = <usize>(1 + k) * bytes;
        storeSums(own, own + row, both, both + row, bytes, out + ((<usize>(s * outputs + k)) << 4));
      }
    }
  }
}
