// The numeric cores, and functions with the same bits everywhere
import { matrix, train } from "halfspace";
import {
  currentBackend,
  exponential,
  hypotenuse,
  javascriptBackend,
  logarithm,
  logarithmOfOnePlus,
  maskWords,
  type NumericsBackend,
  selectRows,
  spreadEvenly,
  startThreads,
  stopThreads,
  useBackend,
  wasmBackend,
} from "halfspace/numerics";

console.log(exponential(1)); // → 2.7182818284590455
console.log(logarithm(10)); // → 2.302585092994046
console.log(logarithmOfOnePlus(1e-10)); // → 9.999999999500001e-11
console.log(hypotenuse(3, 4)); // → 5
console.log(maskWords(65)); // → 4
console.log(selectRows(matrix(3, 1, [10, 20, 30]), [2, 0]).values.join(" ")); // → 30 10
console.log(spreadEvenly(3, 9).join(" ")); // → 0 3 6

// WebAssembly and plain JavaScript give the same model to the last few digits.
const table = {
  inputs: [[0], [1], [2], [3]],
  targets: [0, 1, 0, 2],
  gates: 10,
  lambdaFraction: 0.1,
};
const objective = async (backend?: NumericsBackend) => {
  useBackend(backend);
  return (await train(table)).certificate.primalObjective;
};
const [fast, plain] = [await objective(wasmBackend()), await objective(javascriptBackend())];
console.log(Math.abs(fast / plain - 1) < 1e-9); // → true
useBackend();
console.log(currentBackend().name); // → wasm
// Helper threads start by themselves; a program may start and end them.
console.log(startThreads(2) >= 1); // → true
stopThreads();
