/** Chunks of bytes that may say how many bytes they are in all. */
export type SizedChunks = AsyncIterable<Uint8Array> & { readonly byteCount?: number | undefined };

/** The bytes of a table, chunk by chunk, of which the first may be looked at before they are taken. */
export class ByteSource {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly looked: Uint8Array[] = [];
  private ended = false;

  /** How many there are in all, where that is known beforehand. */
  readonly byteCount: number | undefined;

  constructor(chunks: SizedChunks, byteCount = chunks.byteCount) {
    this.chunks = chunks[Symbol.asyncIterator]();
    this.byteCount = byteCount;
  }

  /** Text as UTF-8, bytes as they are, or chunks as they come. */
  static of(source: string | Uint8Array | SizedChunks): ByteSource {
    // Of letters beyond ASCII there are more bytes, which only means more rows than expected.
    if (typeof source === "string") return new ByteSource(encoded(source), source.length);
    return source instanceof Uint8Array ? new ByteSource(single(source), source.length) : new ByteSource(source);
  }

  /** The bytes so far, read on until they pass a test or end. */
  async look(enough: (bytes: Uint8Array) => boolean): Promise<Uint8Array> {
    let bytes = joined(this.looked);
    while (!this.ended && !enough(bytes)) {
      // As much again each time, so that looking far ahead stays linear.
      const wanted = 2 * bytes.length;
      do await this.readOn();
      while (!this.ended && this.looked.reduce((sum, { length }) => sum + length, 0) < wanted);
      bytes = joined(this.looked);
    }
    this.looked.splice(0, this.looked.length, bytes);
    return bytes;
  }

  /** At least so many of the first bytes, where there are so many. */
  head(count: number): Promise<Uint8Array> {
    return this.look(({ length }) => length >= count);
  }

  /** All bytes in one piece. */
  whole(): Promise<Uint8Array> {
    return this.look(() => false);
  }

  /** Every chunk, the looked at ones first; they are given away. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.looked.shift();
      if (chunk) yield chunk;
      else if (this.ended) return;
      else await this.readOn();
    }
  }

  private async readOn(): Promise<void> {
    const { done, value } = await this.chunks.next();
    if (done) this.ended = true;
    else this.looked.push(value);
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const charactersAtOnce = 2 ** 20;

async function* encoded(text: string): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let start = 0; start < text.length; ) {
    const end = start + charactersAtOnce;
    // Both halves of a character beyond 16 bits stay together.
    const cut = /[\ud800-\udbff]/.test(text[end - 1] ?? "") ? end + 1 : end;
    yield encoder.encode(text.slice(start, cut));
    start = cut;
  }
}
