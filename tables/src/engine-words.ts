const damaged = "a part of it is damaged";

/**
 * What a package says of bytes that it cannot read. Where it stumbled over them, the engine's words ("Cannot read properties of …") say nothing to
 * people.
 */
export function wordsOf(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) return damaged;
  const words = error instanceof Error ? error.message : String(error);
  return /\bundefined\b|\[object/.test(words) ? damaged : words;
}
