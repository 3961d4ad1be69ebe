/** Words in lines of at most so many letters; a single longer word has a line of its own. */
export function brokenLines(words: string, most: number): string[] {
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = lines[lines.length - 1] === "" ? word : `${lines[lines.length - 1]} ${word}`;
    if (longer.length > most && lines[lines.length - 1] !== "") lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** A text of at most so many letters: of a longer one the beginning and the end, by which names differ. */
export function shortened(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const end = Math.floor((most - 1) / 3);
  return `${letters.slice(0, Math.max(1, most - 1 - end)).join("")}…${end > 0 ? letters.slice(-end).join("") : ""}`;
}
