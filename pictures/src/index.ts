/** Charts as data, drawn as SVG into any document. Files and PNG: `@halfspace/pictures/node`. */
export { type Chart, drawChart, palette, svgText } from "./chart.js";
export { type CrossValidationCurveOptions, crossValidationCurve } from "./cross-validation-curve.js";
export { type PredictedAgainstTrueOptions, predictedAgainstTrue } from "./predicted-against-true.js";
