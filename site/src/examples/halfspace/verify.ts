// Check a model against its table, and take its certificate apart
import {
  checkOf,
  describeFreshGates,
  describeModel,
  fieldsOfAverageFile,
  fieldsOfGeneratedFile,
  fieldsOfModelFile,
  fromModelFile,
  priceFreshGates,
  toEvidenceFile,
  toModelFile,
  train,
  usualFreshGates,
  type VerificationSubject,
  verifyModel,
  wordsOfModel,
} from "halfspace";

const inputs = Array.from({ length: 40 }, (_, row) => [(row % 8) / 4, Math.floor(row / 8)]);
const targets = inputs.map(([first, second]) => first * second);
const model = fromModelFile(
  toModelFile(await train({ inputs, targets, gates: 50, lambdaFraction: 0.01 })),
);

const verdict = verifyModel(model, inputs, targets);
console.log(verdict.verified); // → true
// What the proof is about.
const subject: VerificationSubject = verdict.subject;
console.log(subject.rows, subject.loss); // → 40 squared
// One changed target, and the claims of the file are not proved any more.
const [first, ...others] = targets;
console.log(verifyModel(model, inputs, [first + 0.01, ...others]).verified); // → false

// In words: what is proved, over what, and what is open.
const { over } = wordsOfModel(model);
console.log(describeModel(model).includes(over)); // → true
// Gates that were drawn after training bound what others could gain.
const fresh = priceFreshGates(model, inputs, targets, { count: 500 });
console.log(fresh?.count); // → 500
console.log(fresh !== undefined && describeFreshGates(fresh).includes("500")); // → true
console.log(usualFreshGates(1000, 20, 1)); // → 10000

// What is done about each field of a file.
console.log(checkOf(fieldsOfModelFile, ["status"])); // → recomputed
const lists = [fieldsOfModelFile, fieldsOfAverageFile, fieldsOfGeneratedFile];
console.log(lists.every((fields) => Object.values(fields).includes("recomputed"))); // → true
// The whole proof as data, for a checker that shares no code with halfspace.
console.log(JSON.parse(toEvidenceFile(model, inputs, targets)).format); // → halfspace-evidence
