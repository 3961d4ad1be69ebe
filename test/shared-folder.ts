import { existsSync } from "node:fs";
import { join } from "node:path";

/** The optional folder of reference data that may lie beside the project; undefined where it is missing. */
export const sharedFolder: string | undefined = [join(import.meta.dirname, "..", "..", "shared")].find((folder) =>
  existsSync(join(folder, "data")),
);

/** What a test prints in its title when the folder is missing. */
export const sharedFolderNote = sharedFolder ? "" : " (skipped: ../shared is not beside the project)";
