// A digest of a result that sees every bit of its numbers and none of its timings.
import { createHash } from "node:crypto";

const timings = new Set(["seconds", "elapsedSeconds", "version"]);

/** Whether a key, or the last of a path of keys, names a time or a version, which is no result. */
export const isTiming = (path) => timings.has(path.split(".").at(-1));

/** 16 hexadecimal digits that differ as soon as one bit of a number, one letter or one key differs. Functions do not count. */
export function digest(value) {
  const hash = createHash("sha256");
  write(hash, value);
  return hash.digest("hex").slice(0, 16);
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
