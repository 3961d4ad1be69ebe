/** How many random problems a test takes: HALFSPACE_PROBLEMS, or a few in every run. */
export const problemCount = (usual: number): number => Number(process.env.HALFSPACE_PROBLEMS ?? usual);
