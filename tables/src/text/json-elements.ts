const codes = { quote: 34, comma: 44, open: 91, backslash: 92, close: 93, openBrace: 123, closeBrace: 125 } as const;

/** Cuts a JSON array that comes piece by piece into the text of its elements. What they hold is not looked at. */
export class JsonElements {
  private text = "";
  /** The next character that is looked at. */
  private at = 0;
  /** Brackets and braces that are open: 1 between elements. */
  private depth = 0;
  private ended = false;

  /** Characters of the element that has begun. */
  get kept(): number {
    return this.text.length;
  }

  /** Whether the array has ended, with nothing behind it. */
  get isWhole(): boolean {
    return this.ended && this.text.trim() === "";
  }

  /** The elements that end within the text. The last one of an empty array, or behind a comma, is blank, and so is no JSON. */
  cut(text: string): string[] {
    this.text += text;
    const elements: string[] = [];
    let start = 0;
    for (; this.at < this.text.length && !this.ended; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code === codes.quote) {
        const end = this.textEnd();
        if (end < 0) break;
        this.at = end;
      } else if (code === codes.open || code === codes.openBrace) {
        this.depth++;
        if (this.depth === 1) start = this.at + 1;
      } else if (code === codes.close || code === codes.closeBrace) this.depth--;
      this.ended = code === codes.close && this.depth === 0;
      if (this.ended || (code === codes.comma && this.depth === 1)) {
        elements.push(this.text.slice(start, this.at));
        start = this.at + 1;
      }
    }
    this.text = this.text.slice(start);
    this.at = Math.max(0, this.at - start);
    return elements;
  }

  /** The place of the quote that ends the text which begins here; -1 where it has not come yet. */
  private textEnd(): number {
    for (let end = this.text.indexOf('"', this.at + 1); end >= 0; end = this.text.indexOf('"', end + 1)) {
      let slashes = 0;
      while (this.text.charCodeAt(end - 1 - slashes) === codes.backslash) slashes++;
      if (slashes % 2 === 0) return end;
    }
    return -1;
  }
}
