import { totalmem } from "node:os";
import { FormatError } from "halfspace";

/** Of the machine's memory, or of what a container leaves: beyond it the system would end some process, often this one. */
const share = 0.75;
const bytesBetween = 2 ** 26;

/** What of this machine's memory a table may take, in bytes. */
function mostMemory(): number {
  const constrained = process.constrainedMemory();
  const whole = totalmem();
  return share * (constrained > 0 && constrained < whole ? constrained : whole);
}

/**
 * The chunks of a table, as long as there is memory for it: an input may be endless.
 * @param most bytes that this process may take
 * @returns the same chunks
 * @throws FormatError once the process takes more
 */
export async function* withinMemory(
  chunks: AsyncIterable<Uint8Array>,
  most: number = mostMemory(),
): AsyncGenerator<Uint8Array> {
  let unseen = bytesBetween;
  for await (const chunk of chunks) {
    unseen += chunk.length;
    if (unseen >= bytesBetween) {
      unseen = 0;
      const taken = process.memoryUsage.rss();
      if (taken > most) throw tooLarge(taken);
    }
    yield chunk;
  }
}

const tooLarge = (taken: number): FormatError =>
  new FormatError({
    source: "table",
    got: `one that is too large for the memory of this machine: ${(taken / 2 ** 30).toFixed(1)} GB are taken, and it goes on`,
    expected: "a table that takes less than three quarters of it",
    hint: "Give a part of its rows, or leave columns out (drop).",
  });
