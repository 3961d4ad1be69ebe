import { join } from "node:path";
import { InputError } from "halfspace";
import type { Call, ExitCode } from "../../command.js";
import { loadReproductions, loadSweeps } from "../../optional-package.js";
import type { ReproduceOptions } from "./flags.js";
import { reproduceSweep } from "./run-jobs.js";

const usual = { data: "../shared/data", splits: 5, rows: 4000 };

/** auto beside other software, on top of a sweep whose jobs are processes of their own, so that each can tell its seconds. */
export async function reproduceTabular({ options, terminal }: Call<ReproduceOptions>): Promise<ExitCode> {
  const { prepareFolder, studyTables, tabularStudy, tabularSweep, tabularTitle, writeStudyTables } =
    await loadReproductions();
  const { methods, missing: software } = await methodsFor(options);
  const tables = named("tables", options.tables, studyTables);
  const folder = options.out ?? "tabular";
  await prepareFolder(folder);
  const { data = usual.data, rows: most = usual.rows, splits = usual.splits } = options;
  const { files, missing } = await writeStudyTables(tables, { data, folder: join(folder, "tables"), most });
  const left = [...software, ...missing.map((name) => `the file of table ${name}`)];
  for (const words of left) terminal.remark(`halfspace: missing: ${words}.`);
  const study = { tables, methods, splits, mostRows: most, missing: left };
  return reproduceSweep(
    { title: tabularTitle, folder, sweep: tabularSweep(study, files), of: (jobs) => tabularStudy(jobs, study) },
    { threads: 1, ...options, ownProcesses: true },
    terminal,
  );
}

/** Ours, and those that the Python of HALFSPACE_PYTHON has; what it lacks, in words. */
async function methodsFor({ methods: asked }: ReproduceOptions) {
  const [{ methodsOf }, { peers, peersOf }] = await Promise.all([loadReproductions(), loadSweeps("reproduce")]);
  const found = await peersOf();
  const lacking = peers.filter((peer) => !found.includes(peer));
  const all = methodsOf(peers);
  const wanted = named("methods", asked, all);
  const methods = wanted.filter(({ name }) => !lacking.some((peer) => name === peer || name === `${peer}-tuned`));
  if (methods.length === 0) {
    const got = `${asked?.join(", ")}, and no Python that has them`;
    const expected = "HALFSPACE_PYTHON, a Python with scikit-learn (and XGBoost)";
    throw new InputError({ code: "unknown-value", argument: "methods", got, expected });
  }
  const isLess = methods.length < wanted.length;
  return { methods, missing: isLess ? [`${lacking.join(", ")} (HALFSPACE_PYTHON names a Python that has them)`] : [] };
}

/** Those with the names asked for, or all. @throws InputError for a name that none has */
function named<Named extends { readonly name: string }>(
  argument: "tables" | "methods",
  asked: readonly string[] | undefined,
  all: readonly Named[],
): readonly Named[] {
  const unknown = asked?.find((name) => !all.some((one) => one.name === name));
  if (unknown === undefined) return asked ? all.filter(({ name }) => asked.includes(name)) : all;
  const expected = `some of ${all.map(({ name }) => name).join(", ")}`;
  throw new InputError({ code: "unknown-value", argument, got: JSON.stringify(unknown), expected });
}
