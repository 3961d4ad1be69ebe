import { open } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream/promises";

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".csv": "text/csv; charset=utf-8",
};

export interface StudioServerOptions {
  /** The folder of the built page. */
  readonly folder: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Headers that give the page shared memory, and with it threads; default true. */
  readonly isolated?: boolean;
}

/** Serves the built page to this machine only; resolves once it listens. */
export function serveStudio({ folder, port, isolated = true }: StudioServerOptions): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response, folder, isolated).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "The file could not be read");
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function answer(
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
  folder: string,
  isolated: boolean,
): Promise<void> {
  // A page elsewhere can give this address a name of its own, and would then be of one origin with the studio.
  if (!ownHost.test(headers.host ?? "")) return refuse(response, 403, "This server answers to localhost only");
  const path = fileOf(folder, url ?? "/");
  if (path === undefined || (method !== "GET" && method !== "HEAD")) return refuse(response, 404, "Not found");
  const file = await open(path).catch(ifThere);
  try {
    const found = await file?.stat();
    if (!file || !found?.isFile()) return refuse(response, 404, "Not found");
    response.writeHead(200, {
      "Content-Type": contentTypes[extname(path)] ?? "application/octet-stream",
      "Content-Length": found.size,
      "Cache-Control": "no-cache",
      "X-Content-Type-Options": "nosniff",
      ...(isolated
        ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }
        : {}),
    });
    if (method === "HEAD") response.end();
    else await pipeline(file.createReadStream({ autoClose: false }), response);
  } finally {
    await file?.close();
  }
}

const ownHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { "Content-Type": "text/plain" }).end(`${words}\n`);
}

/** Nothing where there is no such file. @throws what else went wrong, as where no more files may be open */
function ifThere(error: NodeJS.ErrnoException): undefined {
  if (!["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG", "EACCES", "ERR_INVALID_ARG_VALUE"].includes(error.code ?? ""))
    throw error;
}

/** The file an address names; undefined when it would leave the folder. */
function fileOf(folder: string, address: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return undefined;
  }
  const file = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}
