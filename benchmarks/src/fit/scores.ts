/** @returns what the score of a task is called */
export const scoreName = (task: "regression" | "classification"): string => (task === "regression" ? "R²" : "accuracy");
