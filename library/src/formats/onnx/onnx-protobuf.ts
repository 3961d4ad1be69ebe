/**
 * The wire format of Protocol Buffers, as much of it as an ONNX file needs: varints, byte strings and nested messages.
 * Does not do: reading.
 */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];

  /** Fields of type int32, int64 and enum; whole numbers from 0 to 2⁵³. */
  integer(field: number, value: number): this {
    return this.#push(varint(field * 8), varint(value));
  }

  integers(field: number, values: readonly number[]): this {
    for (const value of values) this.integer(field, value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, utf8(value));
  }

  message(field: number, message: ProtobufWriter): this {
    return this.bytes(field, message.finish());
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint(field * 8 + 2), varint(value.length), value);
  }

  /** The fields of another message, as they stand. */
  append(fields: ProtobufWriter): this {
    return this.#push(fields.finish());
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of this.#parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  }

  #push(...parts: Uint8Array[]): this {
    this.#parts.push(...parts);
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

// The library names neither the DOM nor Node, so their TextEncoder is not at hand.
function utf8(text: string): Uint8Array {
  // With the u flag only surrogates without a partner match.
  const escaped = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));
  const bytes: number[] = [];
  for (let k = 0; k < escaped.length; k++) {
    if (escaped[k] === "%") {
      bytes.push(Number.parseInt(escaped.slice(k + 1, k + 3), 16));
      k += 2;
    } else bytes.push(escaped.charCodeAt(k));
  }
  return Uint8Array.from(bytes);
}
