/** The ways to write a block as the difference of two weights of its cone (28), which `cone-decomposition.ts` knows. */
export const decompositionStrategies = ["least-norm", "least-squares", "along-gate"] as const;

/** The name of a way to write a block as the difference of two weights of its cone (28). */
export type DecompositionStrategy = (typeof decompositionStrategies)[number];
