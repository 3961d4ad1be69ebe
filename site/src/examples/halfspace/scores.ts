// Measures of predictions: of numbers and of classes
import {
  accuracy,
  areaUnderCurve,
  balancedAccuracy,
  confusion,
  meanAbsoluteError,
  r2,
  rmse,
} from "halfspace";

console.log(rmse([1, 2, 3], [1, 2, 6]).toFixed(4)); // → 1.7321
console.log(meanAbsoluteError([1, 2, 3], [1, 2, 6])); // → 1
console.log(r2([1, 2, 3], [1, 2, 3])); // → 1

const truth = ["no", "no", "no", "yes"];
const said = ["no", "no", "yes", "yes"];
console.log(accuracy(truth, said)); // → 0.75
// The mean of 2/3 and 1: each class counts alike.
console.log(balancedAccuracy(truth, said).toFixed(4)); // → 0.8333
// Row: what is true. Column: what was said.
console.log(JSON.stringify(confusion(truth, said, ["no", "yes"]))); // → [[2,1],[0,1]]
// The share of pairs that stand in the right order.
console.log(areaUnderCurve([0.1, 0.4, 0.3, 0.9], [0, 0, 1, 1])); // → 0.75
// A weight of 3 counts a row three times.
console.log(accuracy(truth, said, [1, 1, 3, 1])); // → 0.5
