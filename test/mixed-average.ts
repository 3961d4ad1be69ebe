import { type AverageModel, type SelectOptions, selectModel } from "halfspace";

/** Families whose weighted sum has members of every kind: kernels, a kernel in a learned metric, and a gated network. */
const families = ["gaussian", "learned-metric", "gated-relu"] as const;

/** A weighted sum of kernels and a gated network, whatever selection would take: by the first seed whose combination has both. */
export async function mixedAverage(table: Pick<SelectOptions, "inputs" | "targets">): Promise<AverageModel> {
  for (let seed = 1; seed <= 20; seed++) {
    const options = { families, members: 2, gates: 12, folds: 2, repeats: 1, seed, tolerance: 1e-4 };
    const selection = await selectModel({ ...table, ...options });
    const combination = selection.candidates.find(({ family }) => family === "combination");
    const model = combination && (await selection.refit(combination));
    if (model?.kind !== "average") continue;
    const kinds = new Set(model.members.map(({ kind }) => kind));
    if (kinds.has("kernel") && kinds.has("trained")) return model;
  }
  throw new Error("expected a combination of kernels and a gated network");
}
