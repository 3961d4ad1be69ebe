import type { AnyTarget } from "../target.js";

/** Every target by its name; each is loaded when its turn comes. */
export const targets: Readonly<Record<string, () => Promise<AnyTarget>>> = {
  tables: async () => (await import("./tables.js")).tables,
  splits: async () => (await import("./splits.js")).splits,
  "model-files": async () => (await import("./model-files.js")).modelFiles(),
  "evidence-files": async () => (await import("./evidence-files.js")).evidenceFiles(),
  training: async () => (await import("./training.js")).training,
  models: async () => (await import("./models.js")).modelCalls(),
  programs: async () => (await import("./programs.js")).programs,
  measures: async () => (await import("./measures.js")).measures,
  "command-lines": async () => (await import("./command-lines.js")).commandLines(),
  exports: async () => (await import("./exports.js")).exports(),
  studio: async () => (await import("./studio.js")).studio,
  sweeps: async () => (await import("./sweeps.js")).sweeps(),
};
