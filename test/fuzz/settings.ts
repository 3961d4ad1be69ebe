import { join } from "node:path";

/** The checkout; the program is bundled, so its own place says nothing. */
export const root = process.env.HALFSPACE_ROOT ?? join(import.meta.dirname, "..", "..");

/** Whether all kinds of models are made first, which takes seconds; a run in the tests takes a few. */
export const whole = process.env.HALFSPACE_FUZZ_FEW === undefined;
