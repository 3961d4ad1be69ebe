import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { type Chart, renderSvg } from "./chart.js";

/**
 * The chart as a PNG file, with the font that comes with this package, so that it looks the same on every machine.
 * @param scale pixels for each unit of the drawing
 * @returns the bytes of a PNG file
 */
export function renderPng(chart: Chart, scale = 2): Uint8Array {
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"].map((file) =>
    resolve(`@expo-google-fonts/inter/${file}`),
  );
  const drawing = new Resvg(renderSvg(chart), {
    fitTo: { mode: "zoom", value: scale },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: "Inter", sansSerifFamily: "Inter" },
  });
  return drawing.render().asPng();
}
