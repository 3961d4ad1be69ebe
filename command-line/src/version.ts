import { createRequire } from "node:module";

/** The version of halfspace: that of the library, whose package brings the command line. */
export const version: string = createRequire(import.meta.url)("halfspace/package.json").version;
