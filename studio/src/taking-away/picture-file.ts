import { colourOf } from "../colours.svelte.js";

/** Presentation that style sheets give to an SVG in the page and that a file must carry itself. */
const properties = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity"];

/** The picture as it is seen now, as the text of an SVG file; a canvas under it becomes an image inside. */
export function svgFile(svg: SVGSVGElement, canvas: HTMLCanvasElement | null): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [, , width, height] = (svg.getAttribute("viewBox") ?? "0 0 0 0").split(" ").map(Number);
  const originals = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, index) => {
    const style = getComputedStyle(originals[index]);
    for (const property of properties) element.setAttribute(property, style.getPropertyValue(property));
    for (const name of ["class", "tabindex", "role", "aria-label"]) element.removeAttribute(name);
  });
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: colourOf("card") }))
    ground.setAttribute(name, value);
  const shade = canvas ? [imageOf(canvas, svg, width / svg.getBoundingClientRect().width)] : [];
  copy.removeAttribute("class");
  copy.prepend(ground, ...shade);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  return new XMLSerializer().serializeToString(copy);
}

/** The same picture as a PNG, at twice the size. */
export async function pngFile(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be drawn."))), "image/png");
  });
}

function imageOf(canvas: HTMLCanvasElement, svg: SVGSVGElement, scale: number): SVGImageElement {
  const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
  const [outer, inner] = [svg.getBoundingClientRect(), canvas.getBoundingClientRect()];
  const place = {
    href: canvas.toDataURL(),
    x: (inner.x - outer.x) * scale,
    y: (inner.y - outer.y) * scale,
    width: inner.width * scale,
    height: inner.height * scale,
    preserveAspectRatio: "none",
  };
  for (const [name, value] of Object.entries(place)) image.setAttribute(name, String(value));
  return image;
}
