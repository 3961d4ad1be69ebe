/**
 * As much of a document as Observable Plot draws into: elements, attributes, inline styles, text, and the text of the whole. Where there is no
 * page it takes the place of one, so that an SVG file needs no browser's document. Not here: selectors, events, layout, parsing.
 */

type Child = DrawnElement | DrawnText;

/** Inline styles as they are assigned: `style.fontSize = "13px"` and `style.setProperty("font-size", "13px")` are one. */
class DrawnStyle {
  [property: string]: unknown;

  setProperty(name: string, value: string): void {
    this[name] = value;
  }

  text(): string {
    const parts = Object.entries(this).map(([name, value]) => `${hyphened(name)}: ${value};`);
    return parts.join(" ");
  }
}

const hyphened = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

class DrawnText {
  parentNode: DrawnElement | null = null;

  constructor(readonly content: string) {}

  get textContent(): string {
    return this.content;
  }

  get outerHTML(): string {
    return escaped(this.content);
  }
}

class DrawnElement {
  parentNode: DrawnElement | null = null;
  readonly childNodes: Child[] = [];
  readonly style = new DrawnStyle();
  private readonly attributes = new Map<string, string>();

  constructor(
    readonly ownerDocument: DrawnDocument,
    readonly namespaceURI: string,
    readonly tagName: string,
  ) {}

  /** The elements among the child nodes. */
  get children(): DrawnElement[] {
    return this.childNodes.filter((child) => child instanceof DrawnElement);
  }

  get firstChild(): Child | null {
    return this.childNodes[0] ?? null;
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  setAttributeNS(_namespace: string, name: string, value: unknown): void {
    this.setAttribute(name, value);
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  append(...children: (Child | string)[]): void {
    for (const child of children) this.appendChild(typeof child === "string" ? new DrawnText(child) : child);
  }

  appendChild<Node extends Child>(child: Node): Node {
    return this.insertBefore(child, null);
  }

  insertBefore<Node extends Child>(child: Node, next: Child | null): Node {
    child.parentNode?.removeChild(child);
    this.childNodes.splice(next === null ? this.childNodes.length : this.childNodes.indexOf(next), 0, child);
    child.parentNode = this;
    return child;
  }

  removeChild<Node extends Child>(child: Node): Node {
    this.childNodes.splice(this.childNodes.indexOf(child), 1);
    child.parentNode = null;
    return child;
  }

  get textContent(): string {
    return this.childNodes.map((child) => child.textContent).join("");
  }

  set textContent(text: string) {
    for (const child of [...this.childNodes]) this.removeChild(child);
    this.append(String(text));
  }

  get outerHTML(): string {
    const style = this.style.text();
    const attributes = [...this.attributes, ...(style === "" ? [] : [["style", style]])];
    const opening = attributes
      .map(([name, value]) => ` ${name}="${escaped(value).replaceAll('"', "&quot;")}"`)
      .join("");
    return `<${this.tagName}${opening}>${this.childNodes.map((child) => child.outerHTML).join("")}</${this.tagName}>`;
  }
}

class DrawnDocument {
  readonly documentElement = new DrawnElement(this, "http://www.w3.org/1999/xhtml", "html");

  createElementNS(namespace: string, name: string): DrawnElement {
    return new DrawnElement(this, namespace, name);
  }

  createTextNode(text: string): DrawnText {
    return new DrawnText(text);
  }
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * A document to draw one chart into, where there is no page.
 * @returns an object that answers what `drawChart` asks of a document, and nothing else
 */
export function svgDocument(): Document {
  return new DrawnDocument() as unknown as Document;
}
