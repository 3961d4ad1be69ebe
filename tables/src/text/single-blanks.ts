import type { ByteSource } from "./byte-source.js";
import { collapseBlanks } from "./delimiter.js";

/**
 * Text whose cells stand apart by runs of blanks or tabs, with one blank between them. It passes as text of which each
 * letter is a byte, so that its encoding stays what it is.
 */
export async function* withSingleBlanks(source: ByteSource): AsyncGenerator<Uint8Array> {
  let rest = "";
  for await (const chunk of source) {
    const lines = (rest + lettersOf(chunk)).split(/\r\n|\r(?!$)|\n/);
    rest = lines.pop() ?? "";
    yield bytesOf(lines.map((line) => `${collapseBlanks(line)}\n`).join(""));
  }
  yield bytesOf(collapseBlanks(rest));
}

const lettersAtOnce = 8192;

function lettersOf(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += lettersAtOnce)
    parts.push(String.fromCharCode(...bytes.subarray(start, start + lettersAtOnce)));
  return parts.join("");
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
