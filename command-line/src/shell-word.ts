/** A word as a shell reads it back: as it is where it has nothing odd, and else between quotes. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(word)) return word;
  // Words that begin with a dash would be taken for flags.
  return `'${(word.startsWith("-") && word !== "-" ? `./${word}` : word).replaceAll("'", "'\\''")}'`;
}
