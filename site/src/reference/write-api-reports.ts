/** `npm run api`: writes what the doors export, as the test of the public interface expects it. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../contents.js";
import { apiReports, reportFolder } from "./api-report.js";

const folder = join(root, reportFolder);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [file, text] of apiReports()) writeFileSync(join(folder, file), text);
