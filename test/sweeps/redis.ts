import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Redis of the test's own: a free loopback port, an append-only file in a folder of its own. */
export interface OwnRedis {
  readonly port: number;
  readonly url: string;
  /** Killed without warning and started again on what its file holds. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A certificate for 127.0.0.1 that signs itself: nobody trusts it who is not told to. */
export const certificate = join(import.meta.dirname, "certificate", "certificate.pem");
const key = join(import.meta.dirname, "certificate", "key.pem");

/** @param tls answer to TLS alone */
export async function startRedis(password?: string, tls = false): Promise<OwnRedis> {
  requireRedis();
  const folder = mkdtempSync(join(tmpdir(), "halfspace-redis-"));
  const port = await freePort();
  const settings = [
    ...(tls
      ? ["port 0", `tls-port ${port}`, `tls-cert-file ${certificate}`, `tls-key-file ${key}`, "tls-auth-clients no"]
      : [`port ${port}`]),
    "bind 127.0.0.1",
    `dir ${folder}`,
    'save ""',
    "appendonly yes",
    "maxmemory-policy noeviction",
    ...(password ? [`requirepass ${password}`] : []),
  ];
  writeFileSync(join(folder, "redis.conf"), `${settings.join("\n")}\n`);
  let server = await begin(folder, port);
  return {
    port,
    url: `redis${tls ? "s" : ""}://${password ? `:${password}@` : ""}127.0.0.1:${port}`,
    async restart() {
      await end(server);
      server = await begin(folder, port);
    },
    async stop() {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function requireRedis(): void {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
  } catch {
    throw new Error("The tests of the queue need redis-server (Debian: apt-get install redis-server).");
  }
}

async function begin(folder: string, port: number): Promise<ChildProcess> {
  const server = spawn("redis-server", [join(folder, "redis.conf")], { stdio: "ignore" });
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await answers(port)) return server;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  server.kill("SIGKILL");
  throw new Error("redis-server did not start");
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, "exit");
  server.kill("SIGKILL");
  await gone;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
