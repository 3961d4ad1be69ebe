/// <reference lib="dom" />
import type { Page } from "playwright-core";

/**
 * What a strict reader sees wrong with the page as it stands, one line each: a page wider than the screen, texts that are cut, texts that lie on
 * each other, and words of pictures that are too pale for their ground (axe judges the others).
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(findLayoutFaults);
}

/** In the page. */
function findLayoutFaults(): string[] {
  interface Words {
    readonly text: string;
    readonly element: Element;
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  }
  const faults: string[] = [];
  const overflow = document.documentElement.scrollWidth - innerWidth;
  if (overflow > 0) faults.push(`the page is ${overflow} pixels wider than the screen`);

  /** The part of a box that its ancestors let through; undefined where they hide it. */
  function visiblePart(element: Element, box: DOMRect) {
    let { left, right, top, bottom } = box;
    for (let each: Element | null = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.clipPath !== "none" || style.opacity === "0") return undefined;
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      if (each === document.documentElement || each === document.body) continue;
      const limits = each.getBoundingClientRect();
      [left, right] = [Math.max(left, limits.left), Math.min(right, limits.right)];
      [top, bottom] = [Math.max(top, limits.top), Math.min(bottom, limits.bottom)];
    }
    return right - left > 1 && bottom - top > 1 ? { left, right, top, bottom } : undefined;
  }

  const all: Words[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const [text, element] = [node.textContent?.trim() ?? "", node.parentElement];
    if (text === "" || !element || !element.checkVisibility() || element.closest("option, style, script, title"))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      const part = visiblePart(element, box);
      if (!part) continue;
      const isCut = box.right - part.right > 1.5 || part.left - box.left > 1.5;
      const frame = element.closest("svg") ?? scrollerOf(element);
      if (isCut && frame && !isScroller(frame) && getComputedStyle(element).textOverflow !== "ellipsis")
        faults.push(`cut: “${text.slice(0, 60)}”`);
      // Above and below the letters a line has room that is empty.
      const spare = 0.22 * (part.bottom - part.top);
      all.push({ text, element, ...part, top: part.top + spare, bottom: part.bottom - spare });
    }
  }
  function scrollerOf(element: Element): Element | null {
    for (let each: Element | null = element; each; each = each.parentElement) {
      if (getComputedStyle(each).overflowX !== "visible") return each;
    }
    return null;
  }
  function isScroller(element: Element): boolean {
    return ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  }

  /** Words that are turned aside stand clear of each other though their boxes do not. */
  const isTurned = ({ element }: Words) => {
    const turned = element instanceof SVGGraphicsElement ? element.getCTM() : null;
    return turned !== null && Math.abs(turned.a * turned.b) > 1e-3;
  };
  all.sort((a, b) => a.top - b.top);
  for (const [k, one] of all.entries()) {
    for (let j = k + 1; j < all.length && all[j].top < one.bottom - 1; j++) {
      const other = all[j];
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const isSticky = [one, other].some(({ element }) => getComputedStyle(element).position === "sticky");
      if (width > 2 && one.element !== other.element && !isSticky && !(isTurned(one) && isTurned(other)))
        faults.push(`on each other: “${one.text.slice(0, 40)}” and “${other.text.slice(0, 40)}”`);
    }
  }
  for (const element of document.querySelectorAll("button, select, .button")) {
    const wide = element.scrollWidth - element.clientWidth;
    const isNamed = element.getAttribute("data-choose") === "target";
    if (element.checkVisibility() && wide > 1 && !isNamed)
      faults.push(`cut by ${wide}: “${element.textContent?.trim().slice(0, 40)}”`);
  }

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function luminance(colour: string, under: readonly number[]): { light: number; rgb: number[] } {
    if (!canvas) throw new Error("no canvas");
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = `rgb(${under.join(" ")})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const rgb = Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
    const linear = rgb.map((value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return { light: 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], rgb };
  }
  for (const word of document.querySelectorAll("svg text")) {
    if (!word.checkVisibility() || word.textContent?.trim() === "") continue;
    const grounds: string[] = [];
    for (let each: Element | null = word; each; each = each.parentElement)
      grounds.unshift(getComputedStyle(each).backgroundColor);
    let ground = { light: 1, rgb: [255, 255, 255] };
    for (const colour of grounds) ground = luminance(colour, ground.rgb);
    const own = luminance(getComputedStyle(word).fill, ground.rgb);
    const ratio = (Math.max(own.light, ground.light) + 0.05) / (Math.min(own.light, ground.light) + 0.05);
    if (ratio < 4.5) faults.push(`pale: “${word.textContent?.slice(0, 40)}”, ${ratio.toFixed(1)} to 1`);
  }
  return [...new Set(faults)];
}
