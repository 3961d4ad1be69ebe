/**
 * Walks through the messages of an Arrow file or stream before any of them is decoded. The decoder takes the lengths of lists in them on trust, and
 * a damaged one fills the memory. Messages are FlatBuffers: a table begins with the distance back to the places of its fields, and a list with its
 * length. Every read is within the bytes, or throws.
 * Does not do: bodies, whose places the decoder checks itself.
 */

/** Places of fields in the tables of messages (Schema.fbs, Message.fbs, File.fbs). */
const footer = { schema: 6, dictionaries: 8, records: 10, metadata: 12 };
const message = { type: 6, content: 8, bodyLength: 10 };
const schema = { fields: 6, metadata: 8 };
const field = { children: 14, metadata: 16 };
const batch = { nodes: 6, regions: 8, variadic: 12 };
const kinds = { schema: 1, dictionary: 2, records: 3 };

/** Bytes of an entry of a list. */
const sizes = { offset: 4, long: 8, node: 16, block: 24 };

/** The mark at both ends of a file: "ARROW1". */
const markBytes = 6;

/** @throws Error for lists longer than their message */
export function requireMessages(bytes: Uint8Array, isFile: boolean): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isFile) new Walk(view).file();
  else for (let at = 0; at < bytes.length; ) at = new Walk(view).message(at);
}

class Walk {
  /** Fields seen: they may point to each other in a circle. */
  private fields = 0;

  constructor(private readonly view: DataView) {}

  file(): void {
    const end = this.view.byteLength - markBytes - 4;
    const start = end - this.view.getInt32(end, true);
    const schemaAt = this.place(start, footer.schema);
    if (schemaAt) this.schema(schemaAt);
    this.list(start, footer.metadata, sizes.offset);
    for (const name of ["dictionaries", "records"] as const) {
      for (const block of this.list(start, footer[name], sizes.block))
        this.message(Number(this.view.getBigInt64(block, true)));
    }
  }

  /** @returns the byte behind it; behind all bytes where no message follows */
  message(start: number): number {
    const { byteLength } = this.view;
    if (start + 8 > byteLength) return byteLength;
    let at = start + 4;
    let length = this.view.getInt32(start, true);
    if (length === -1) {
      length = this.view.getInt32(at, true);
      at += 4;
    }
    if (length === 0) return byteLength;
    if (length < 0) throw new Error(`a message of ${length} bytes`);
    const head = new Walk(new DataView(this.view.buffer, this.view.byteOffset + at, length));
    return at + length + head.head();
  }

  /** @returns the bytes of the body behind it */
  private head(): number {
    const type = this.place(0, message.type);
    const content = this.place(0, message.content);
    const bodyLength = this.place(0, message.bodyLength);
    const kind = type ? this.view.getUint8(type) : 0;
    if (content && kind === kinds.schema) this.schema(content);
    if (content && kind === kinds.records) this.batch(content);
    if (content && kind === kinds.dictionary) {
      const data = this.place(content, 6);
      if (data) this.batch(data);
    }
    const body = bodyLength ? Number(this.view.getBigInt64(bodyLength, true)) : 0;
    if (body < 0) throw new Error(`a body of ${body} bytes`);
    return body;
  }

  private schema(at: number): void {
    this.list(at, schema.metadata, sizes.offset);
    for (const each of this.list(at, schema.fields, sizes.offset)) this.field(each);
  }

  private field(at: number): void {
    if (++this.fields > this.view.byteLength) throw new Error("columns within each other without end");
    this.list(at, field.metadata, sizes.offset);
    for (const child of this.list(at, field.children, sizes.offset)) this.field(child);
  }

  private batch(at: number): void {
    this.list(at, batch.nodes, sizes.node);
    this.list(at, batch.regions, sizes.node);
    this.list(at, batch.variadic, sizes.long);
  }

  /** Where a field of the table stands that an offset points to; undefined where it has no such field. */
  private place(offset: number, name: number): number | undefined {
    const table = offset + this.view.getInt32(offset, true);
    const places = table - this.view.getInt32(table, true);
    if (name >= this.view.getInt16(places, true)) return undefined;
    const distance = this.view.getInt16(places + name, true);
    return distance === 0 ? undefined : table + distance;
  }

  /** The places of a list's entries. @throws Error where it is longer than the bytes behind it */
  private list(offset: number, name: number, size: number): number[] {
    const at = this.place(offset, name);
    if (at === undefined) return [];
    const start = at + this.view.getInt32(at, true);
    const length = this.view.getInt32(start, true);
    const first = start + 4;
    if (!(length >= 0 && first + length * size <= this.view.byteLength)) throw new Error(`a list of ${length} entries`);
    return Array.from({ length }, (_, k) => first + k * size);
  }
}
