/** What classes are compared by, made least: 0.1 · mean squared error − accuracy. The error orders equal accuracies. */
export function classCost(accuracy: number, meanSquare: number): number {
  return 0.1 * meanSquare - accuracy;
}
