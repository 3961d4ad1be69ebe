// How good probabilities are, and decisions by costs
import {
  brierScore,
  type ClassMeasures,
  calibrationError,
  classMeasures,
  confusion,
  decideLabels,
  fitCalibration,
  matrix,
  reliabilityBins,
  thresholdCurve,
} from "halfspace";

// Probabilities of "well" and "sick" for four people, and which is true (0 or 1).
const probabilities = matrix(4, 2, [0.9, 0.1, 0.8, 0.2, 0.6, 0.4, 0.3, 0.7]);
const classes = [0, 0, 1, 1];
console.log(brierScore(probabilities, classes)); // → 0.125
console.log(calibrationError(probabilities, classes).toFixed(4)); // → 0.3000
console.log(reliabilityBins(probabilities, classes).filter(({ count }) => count > 0).length); // → 4

const labels = ["well", "sick"];
const likeliest = decideLabels(probabilities, labels, { threshold: 0.5 });
console.log(likeliest.join(" ")); // → well well well sick
// Calling a sick person well (second row, first column) costs ten times as much as the other mistake.
const careful = decideLabels(probabilities, labels, {
  costs: [
    [0, 1],
    [10, 0],
  ],
});
console.log(careful.join(" ")); // → sick sick sick sick
const truth = classes.map((index) => labels[index]);
const [, sick]: ClassMeasures[] = classMeasures(labels, confusion(truth, careful, labels));
console.log(`recall ${sick.recall}, precision ${sick.precision.toFixed(3)}`); // → recall 1, precision 0.500
console.log(thresholdCurve(probabilities, classes).length); // → 99
// Scores of held-out rows, two rows of one output, become probabilities by a logistic function.
const heldOut = Float64Array.of(-2, -1, 1, 2);
const { slope } = fitCalibration(heldOut, 1, Int32Array.of(0, 1, 0, 1), 2);
console.log(slope > 0); // → true
