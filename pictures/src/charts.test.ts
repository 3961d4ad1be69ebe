import { dot, frame, text } from "@observablehq/plot";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { type Chart, drawChart, renderSvg, svgText } from "./chart.js";
import { confusionMatrix } from "./confusion-matrix.js";
import { crossValidationCurve } from "./cross-validation-curve.js";
import { effectChart } from "./effect-chart.js";
import { renderPng } from "./node.js";
import { predictedAgainstTrue } from "./predicted-against-true.js";
import { tickFormatOf } from "./tick-numbers.js";
import { shortened } from "./words.js";

const scatter = predictedAgainstTrue({
  target: "power <kW>",
  title: "Pumps & fans",
  subtitle: "R² 0.99",
  groups: [
    { label: "training rows", truth: [1, 2, 3, 4], predicted: [1.1, 2.1, 2.9, 3.8] },
    { label: "test rows", truth: Float64Array.of(1.5, 2.5), predicted: Float64Array.of(1.4, 2.7) },
  ],
});
const curve = crossValidationCurve({
  metric: "rmse",
  chosen: 0.01,
  path: [0.5, 0.1, 0.01].map((lambdaFraction) => ({ lambdaFraction, mean: lambdaFraction + 1, standardError: 0.1 })),
});

const single = { measure: "price", rows: [[1, 2, 4]], curves: [{ label: "price", mean: [1, 2, 3] }] };
const effect = effectChart({ name: "area <m²>", at: [0, 1, 5], ...single });
const effectOfWords = effectChart({
  ...{ name: "district", measure: "probability", at: ["a very long name of a district", "b", "c"], rows: [] },
  curves: ["low", "high"].map((label, k) => ({ label, mean: [k, 0.5, 1 - k] })),
});

/** Panels side by side, which Plot draws by other ways than one. */
const panels: Chart = {
  title: "Panels",
  plot: {
    fx: { axis: null, domain: ["a", "b"] },
    marks: [
      frame({ stroke: "#ddd" }),
      dot(
        [1, 2, 3, 4].map((x) => ({ x, panel: x % 2 ? "a" : "b" })),
        { x: "x", y: "x", fx: "panel", ariaLabel: "rows" },
      ),
      text(["a", "b"], { fx: (name: string) => name, text: (name: string) => name, frameAnchor: "top" }),
    ],
  },
};

/** Every element with its attributes in the order of their names, and every text; styles as the style sheet's rules write them. */
function canonical(svg: string): unknown {
  const { document } = new JSDOM(svg, { contentType: "image/svg+xml" }).window;
  const styleRule = new JSDOM("").window.document.createElement("i");
  const attribute = ({ name, value }: Attr): [string, string] => {
    if (name !== "style") return [name, value];
    styleRule.setAttribute("style", value);
    return [name, styleRule.style.cssText];
  };
  const node = (element: Element): unknown => ({
    name: element.tagName,
    attributes: [...element.attributes].map(attribute).sort(([a], [b]) => (a < b ? -1 : 1)),
    children: [...element.childNodes].map((child) =>
      child.nodeType === 1 ? node(child as Element) : child.textContent,
    ),
  });
  return node(document.documentElement);
}

describe("charts", () => {
  for (const [name, chart] of Object.entries({ scatter, curve, effect, effectOfWords, panels })) {
    it(`${name}: an SVG that stands alone, the same bytes every time`, () => {
      const svg = renderSvg(chart);
      const document = new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;
      expect(document.documentElement.tagName).toBe("svg");
      expect(document.documentElement.textContent).toContain(chart.title);
      expect(svg).not.toMatch(/NaN|undefined|href/);
      expect(renderSvg(chart)).toBe(svg);
    });

    it(`${name}: the drawing that a complete document gives, element by element`, () => {
      expect(canonical(renderSvg(chart))).toEqual(canonical(svgText(drawChart(chart, new JSDOM("").window.document))));
    });

    it(`${name}: a PNG of twice its size`, () => {
      const png = Buffer.from(renderPng(chart));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.readUInt32BE(16)).toBe(2 * 640);
    });
  }

  it("draws one dot a row, on any document", () => {
    const svg = drawChart(scatter, new JSDOM("").window.document);
    expect(svg.querySelectorAll("g[aria-label=dot] circle")).toHaveLength(6);
  });

  it("keeps the title of the y axis clear of long numbers", () => {
    const prices = [90_531.25, 90_532.5];
    const groups = [{ label: "rows", truth: prices, predicted: prices }];
    const svg = drawChart(predictedAgainstTrue({ target: "price", title: "t", groups }), new JSDOM("").window.document);
    const ticks = [...svg.querySelectorAll('g[aria-label="y-axis tick label"] text')];
    const longest = Math.max(...ticks.map((tick) => tick.textContent?.length ?? 0));
    expect(longest).toBeGreaterThan(6);
    const end = Number(/translate\(([\d.]+),/.exec(ticks[0].getAttribute("transform") ?? "")?.[1]);
    // Digits of 13 pixels are 7.3 wide; the title is turned and stands in the first 18.
    expect(end - 9 - 7.3 * longest).toBeGreaterThan(18);
  });

  it("writes large and small numbers in short, as many digits as tell them apart", () => {
    expect(tickFormatOf(0, 1000)).toBeUndefined();
    expect([0, 5e11, 5e12].map(tickFormatOf(0, 5e12) as never)).toEqual(["0", "0.5T", "5T"]);
    expect([-2e5, 1e5].map(tickFormatOf(-2e5, 1e5) as never)).toEqual(["−200k", "100k"]);
    expect([2_000_010, 2_000_020].map(tickFormatOf(2e6, 2_000_100) as never)).toEqual(["2.00001M", "2.00002M"]);
    expect([1e-7, 2.5e-7].map(tickFormatOf(0, 3e-7) as never)).toEqual(["1·10⁻⁷", "2.5·10⁻⁷"]);
    expect(tickFormatOf(0, 3e20)?.(1e20)).toBe("1·10²⁰");
  });

  it("draws what is the same but for rounding as a level line", () => {
    const at = [0, 1, 2];
    const curves = [{ label: "t", mean: [2377991071428.5713, 2377991071428.5718, 2377991071428.5732] }];
    const svg = drawChart(
      effectChart({ name: "x", measure: "t", at, curves, rows: [] }),
      new JSDOM("").window.document,
    );
    const [line] = svg.querySelectorAll("g[aria-label=line] path");
    const heights = [...(line.getAttribute("d") ?? "").matchAll(/,([-\d.]+)/g)].map(([, height]) => Number(height));
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.1);
  });

  it("keeps names of 80 letters within the picture, and tells them apart", () => {
    const names = [1, 2].map((end) => `${"turnover of all branches ".repeat(4)}in year ${end}`);
    const matrix = confusionMatrix({ target: names[0], labels: names, truth: names, predicted: names });
    for (const width of [360, 640]) {
      const svg = drawChart({ ...matrix, plot: { ...matrix.plot, width } }, new JSDOM("").window.document);
      const said = [...svg.querySelectorAll("text")].map((text) => text.textContent ?? "");
      for (const line of said) expect(6.6 * line.length).toBeLessThan(width + 20);
      const ticks = [...svg.querySelectorAll('g[aria-label="y-axis tick label"] text')].map((text) => text.textContent);
      expect(new Set(ticks).size).toBe(2);
    }
    expect(matrix.numbers?.columns[0]).toContain(names[1]);
    expect(shortened("abc", 3)).toBe("abc");
    expect(shortened("measurement_200", 9)).toBe("measur…00");
  });

  it("tints no cell so strongly that its count could not be read", () => {
    const labels = ["yes", "no"];
    const svg = drawChart(
      confusionMatrix({ target: "t", labels, truth: labels, predicted: labels }),
      new JSDOM("").window.document,
    );
    const tints = [...svg.querySelectorAll("g[aria-label=cell] rect[fill-opacity]")];
    expect(tints.map((cell) => Number(cell.getAttribute("fill-opacity")))).toEqual([0.6, 0, 0, 0.6]);
  });

  it("leaves out of the curve of λ where the score runs away, and nothing of a score that rises from little", () => {
    const at = (means: readonly number[]) =>
      means.map((mean, k) => ({ lambdaFraction: 10 ** -k, mean, standardError: 0.01 * mean }));
    const dots = (means: readonly number[]) =>
      drawChart(
        crossValidationCurve({ metric: "rmse", chosen: 0.05, path: at(means) }),
        new JSDOM("").window.document,
      ).querySelectorAll("g[aria-label=dot] circle").length;
    expect(dots([13, 7, 3, 2.5, 2.4, 5e9])).toBe(5);
    expect(dots([0.02, 0.7, 0.9, 0.94, 0.94])).toBe(5);
  });

  it("counts classes beyond forty together, and has all of them among its numbers", () => {
    const labels = Array.from({ length: 60 }, (_, k) => `c${k}`);
    const truth = labels.flatMap((label, k) => Array.from({ length: 60 - k }, () => label));
    const matrix = confusionMatrix({ target: "t", labels, truth, predicted: truth });
    expect(matrix.numbers?.columns[0]).toHaveLength(3600);
    const svg = drawChart({ ...matrix, plot: { ...matrix.plot, width: 1300 } }, new JSDOM("").window.document);
    const ticks = [...svg.querySelectorAll('g[aria-label="y-axis tick label"] text')].map((text) => text.textContent);
    expect(ticks).toHaveLength(40);
    expect(ticks.at(-1)).toBe("all others");
    const counts = [...svg.querySelectorAll("g[aria-label=text] text")].map((text) => Number(text.textContent));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(truth.length);
  });

  it("breaks a subtitle that is wider than the picture, and says every word of it", () => {
    const subtitle =
      "what is lost on 750 test rows when the values of a column are shuffled, one after the other, as was asked";
    const svg = drawChart({ ...curve, subtitle }, new JSDOM("").window.document);
    const lines = [...svg.querySelectorAll('text[fill="#555"]')].map((line) => line.textContent);
    expect(lines.length).toBe(2);
    expect(lines.join(" ")).toBe(subtitle);
  });

  it("has its numbers as a table: all rows, also where not all are drawn", () => {
    expect(scatter.numbers?.columnNames).toEqual(["rows", "true", "predicted"]);
    expect(scatter.numbers?.columns[1]).toEqual([1, 2, 3, 4, 1.5, 2.5]);
    const truth = Float64Array.from({ length: 5000 }, (_, row) => row);
    const many = predictedAgainstTrue({
      target: "t",
      title: "t",
      groups: [{ label: "rows", truth, predicted: truth }],
    });
    expect(many.numbers?.columns[1]).toHaveLength(5000);
    const dots = drawChart(many, new JSDOM("").window.document).querySelectorAll("g[aria-label=dot] circle");
    expect(dots.length).toBe(1000);
    expect(many.legend?.[0].label).toBe("rows (1000 of 5000)");
  });

  it("draws a single point without NaN", () => {
    const single = predictedAgainstTrue({
      target: "t",
      title: "t",
      groups: [{ label: "rows", truth: [3], predicted: [3] }],
    });
    expect(renderSvg(single)).not.toContain("NaN");
  });
});
