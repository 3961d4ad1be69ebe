// Says of a fixed list of runs whether two built checkouts give the same bits: model files, certificates, scores, predictions, reports.
//   node scripts/same-bits.js OTHER_CHECKOUT [--only PATTERN] [--times]
// Exit code: 0 all equal, 1 a run differs or fails, 2 bad input.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const here = join(import.meta.dirname, "..");

/** The outcomes of a checkout's runs, in order. */
async function outcomesOf(checkout, pattern) {
  const program = join(import.meta.dirname, "same-bits", "checkout.js");
  const child = spawn(process.execPath, [program, checkout, pattern], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  const code = await new Promise((done) => child.on("close", done));
  if (code !== 0) throw new Error(`the runs of ${checkout} ended with code ${code}`);
  return text
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** What is wrong with a run, or undefined where both checkouts agree. */
function differenceOf(mine, other) {
  if (mine.failed && other.failed) return `fails in both: ${mine.failed}`;
  if (mine.failed) return `fails here: ${mine.failed}`;
  if (other.failed) return `fails there: ${other.failed}`;
  const [here, there] = [Object.keys(mine.parts), Object.keys(other.parts)];
  const found = {
    different: here.filter((part) => part in other.parts && mine.parts[part] !== other.parts[part]),
    "only here": here.filter((part) => !(part in other.parts)),
    "only there": there.filter((part) => !(part in mine.parts)),
  };
  const words = Object.entries(found).filter(([, parts]) => parts.length > 0);
  return words.map(([word, parts]) => `${word}: ${parts.join(", ")}`).join("; ") || undefined;
}

function read() {
  const { values, positionals } = parseArgs({
    options: { only: { type: "string", default: "" }, times: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  if (positionals.length !== 1) throw new Error("expected one path, the other checkout");
  const other = resolve(positionals[0]);
  for (const checkout of [here, other]) {
    const built = join(checkout, "library", "dist", "bundle", "index.js");
    if (!existsSync(built)) throw new Error(`${checkout} is not built; run npm run build there`);
  }
  return { other, ...values };
}

async function compare({ other, only, times }) {
  const [mine, theirs] = await Promise.all([here, other].map((checkout) => outcomesOf(checkout, only)));
  let wrong = 0;
  mine.forEach((run, k) => {
    const difference = differenceOf(run, theirs[k]);
    if (difference) wrong++;
    const seconds = times ? ` (${run.seconds.toFixed(2)} s, ${theirs[k].seconds.toFixed(2)} s)` : "";
    console.log(
      `${difference ? "DIFFERS" : "same   "}  ${run.name}${seconds}${difference ? `\n         ${difference}` : ""}`,
    );
  });
  console.log(`${mine.length} runs: ${mine.length - wrong} equal bit for bit, ${wrong} not.`);
  if (wrong > 0 || mine.length === 0) process.exitCode = 1;
}

try {
  await compare(read());
} catch (error) {
  console.error(`same-bits: ${error.message}`);
  process.exitCode = 2;
}
