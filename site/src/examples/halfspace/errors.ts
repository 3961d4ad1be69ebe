// Mistakes come as one sentence, with a code
import {
  FormatError,
  type FormatProblem,
  fromModelFile,
  InputError,
  type InputErrorCode,
  type InputProblem,
  train,
} from "halfspace";

try {
  await train({ inputs: [[1], [2], [3]], targets: [1, 2, Number.NaN] });
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  const code: InputErrorCode = error.code;
  console.log(code); // → not-finite
  console.log(error.message); // → targets: got NaN at row 2, column 0; expected a finite number (impute or drop it first)
}
try {
  fromModelFile("[]");
} catch (error) {
  console.log(error instanceof FormatError); // → true
}
// Errors of one's own, in the same form.
const problem: InputProblem = {
  code: "out-of-range",
  argument: "speed",
  got: -1,
  expected: "a number from 0",
};
console.log(new InputError(problem).withArgument("--speed").message); // → --speed: got -1; expected a number from 0
const damaged: FormatProblem = { source: "model.json", got: "half a file" };
console.log(new FormatError(damaged).withSource("old.json").message); // → old.json: got half a file
