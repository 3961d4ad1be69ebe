import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { InputError } from "halfspace";
import type { Call, CommandDefinition, ExitCode } from "../command.js";
import { portNumber } from "../flags/values.js";
import { optionalModule } from "../optional-package.js";
import { strong } from "../report.js";
import { serveStudio } from "../studio-server.js";

interface StudioOptions {
  readonly port: number;
}

/** `halfspace studio`: the page, served from the installed package to this machine. */
export const studio: CommandDefinition<StudioOptions> = {
  name: "studio",
  description: "open the studio: see the optimum, and your own table, in the browser",
  operands: [],
  flags: {
    port: { words: "--port <number>", help: "where to listen; 0 takes a free one", value: portNumber, usual: 4180 },
  },
  examples: "\nNothing leaves this machine: the page computes by itself. Ctrl-C ends it.",
  run: serve,
};

async function serve({ options, terminal }: Call<StudioOptions>): Promise<ExitCode> {
  const server = await listen(options.port);
  terminal.print(
    `The studio is at ${strong(`http://localhost:${(server.address() as AddressInfo).port}/`)} (Ctrl-C ends it)`,
  );
  await new Promise<void>((resolve) => {
    if (terminal.signal.aborted) resolve();
    else terminal.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  server.closeAllConnections();
  server.close();
  return 0;
}

async function listen(port: number): Promise<Server> {
  try {
    return await serveStudio({ folder: await builtPage(), port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new InputError({
      code: "in-use",
      argument: "port",
      got: `${port}, which is in use`,
      expected: "another, or 0 for any free one",
    });
  }
}

async function builtPage(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const manifest = await optionalModule("studio", ["@halfspace/studio"], async () =>
    resolve("@halfspace/studio/package.json"),
  );
  const folder = join(dirname(manifest), "dist");
  if (existsSync(join(folder, "index.html"))) return folder;
  throw new InputError({
    code: "not-built",
    argument: "studio",
    got: `${folder} without index.html: the page is not built`,
    hint: "Run npm run build.",
  });
}
