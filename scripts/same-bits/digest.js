// A digest of a result that sees every bit of its numbers and none of its timings. Needs no module, so that every engine can make it.

const timings = new Set(["seconds", "elapsedSeconds", "version"]);

/** Whether a key, or the last of a path of keys, names a time or a version, which is no result. */
export const isTiming = (path) => timings.has(path.split(".").at(-1));

/** 16 hexadecimal digits that differ as soon as one bit of a number, one letter or one key differs. Functions under a key do not count. */
export function digest(value) {
  const hash = new Hash();
  write(hash, value);
  return hash.digits();
}

/** FNV-1a in two words of 32 bits, each with a beginning and a multiplier of its own. */
class Hash {
  #words = [0x811c9dc5, 0x9e3779b9];

  update(data) {
    let [a, b] = this.#words;
    for (const byte of typeof data === "string" ? new TextEncoder().encode(data) : data) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte ^ (a >>> 15), 0x85ebca6b);
    }
    this.#words = [a, b];
    return this;
  }

  digits() {
    return this.#words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

function write(hash, value) {
  if (typeof value === "number") {
    hash.update("n").update(new Uint8Array(Float64Array.of(value).buffer));
  } else if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    hash.update(`v${byteLength}`).update(new Uint8Array(buffer, byteOffset, byteLength));
  } else if (Array.isArray(value)) {
    hash.update(`a${value.length}`);
    for (const entry of value) write(hash, entry);
  } else if (value !== null && typeof value === "object") {
    writeRecord(hash, value);
  } else if (typeof value === "function") {
    throw new TypeError("a function has no digest");
  } else {
    hash.update(`${typeof value}:${String(value)};`);
  }
}

/** Keys in alphabetical order: the order in which a record was made is no result. */
function writeRecord(hash, record) {
  const keys = Object.keys(record).filter((key) => !isTiming(key) && isData(record[key]));
  hash.update(`o${keys.length}`);
  for (const key of keys.sort()) {
    hash.update(`${key}:`);
    write(hash, record[key]);
  }
}

const isData = (value) => value !== undefined && typeof value !== "function";
