import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const include = ["*/src/**/*.test.ts", "test/**/*.test.ts"];

/** Tests of threads, of time and of other processes: what runs before them in the same process must not matter. */
const apart = [
  "library/src/numerics/threads.test.ts",
  "test/contracts/giving-way.test.ts",
  "test/{browser,command-line,engines,faults,packages,sweeps}/**/*.test.ts",
  "test/fuzz/fuzz.test.ts",
  "test/site/{examples,shown-commands}.test.ts",
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest leaves one core to itself, which on two cores is half of the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // One process loads the library once for many files; it takes a second to load, and keeps no state but its kernels.
      { extends: true, test: { name: "together", include, exclude: [...apart, "**/node_modules/**"], isolate: false } },
      { extends: true, test: { name: "apart", include: apart } },
    ],
  },
});
