import { colourOf } from "../colours.svelte.js";

const grey = [128, 128, 128];

/**
 * Paints values on a square canvas, one pixel a value: the colour of that name where they are positive, grey elsewhere.
 * @param opacity of a value, 0 to 255
 */
export function paintGrid(
  canvas: HTMLCanvasElement,
  values: Float64Array,
  colour: string,
  opacity: (value: number) => number,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const size = Math.round(Math.sqrt(values.length));
  [canvas.width, canvas.height] = [size, size];
  const [red, green, blue] =
    colourOf(colour)
      .match(/[\d.]+/g)
      ?.map(Number) ?? grey;
  const image = context.createImageData(size, size);
  values.forEach((value, k) => {
    image.data.set(value > 0 ? [red, green, blue, opacity(value)] : [...grey, opacity(value)], 4 * k);
  });
  context.putImageData(image, 0, 0);
}
