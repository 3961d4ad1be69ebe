import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "pg";
import { findPostgres } from "../../scripts/ensure-system.js";
import { freePort } from "../sweeps/redis.js";

/** A PostgreSQL of the test's own: a free loopback port, a folder of its own, one user with a password. */
export interface OwnPostgres {
  /** Without the password. */
  readonly url: string;
  readonly port: number;
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(password: string): Promise<OwnPostgres> {
  const bin = findPostgres();
  if (bin === undefined)
    throw new Error("The tests of databases need PostgreSQL (Debian: apt-get install postgresql).");
  const folder = mkdtempSync(join(tmpdir(), "halfspace-postgres-"));
  const user = ownerOf(folder);
  const secret = join(folder, "password");
  writeFileSync(secret, password, { mode: 0o644 });
  const data = join(folder, "data");
  const settings = ["--auth=scram-sha-256", "--username=ann", `--pwfile=${secret}`, "--no-sync", "--encoding=UTF8"];
  execFileSync(join(bin, "initdb"), ["-D", data, ...settings], { stdio: "ignore", ...user });
  const port = await freePort();
  const quick = [
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
  ];
  const words = ["-D", data, "-p", String(port), ...quick.flatMap((setting) => ["-c", setting])];
  const server = spawn(join(bin, "postgres"), words, { stdio: "ignore", ...user });
  const urlFor = (ann: string) => `postgres://${ann}@127.0.0.1:${port}/postgres`;
  const url = urlFor("ann");
  const client = await connected(urlFor(`ann:${encodeURIComponent(password)}`), server);
  return {
    url,
    port,
    run: async (sql) => void (await client.query(sql)),
    async stop() {
      await client.end();
      const gone = once(server, "exit");
      server.kill("SIGQUIT");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root: there it runs as its own user, who then owns the folder. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" })));
  chownSync(folder, uid, gid);
  return { uid, gid };
}

async function connected(url: string, server: ChildProcess) {
  for (let attempt = 0; attempt < 200 && server.exitCode === null; attempt++) {
    const client = new postgres.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  server.kill("SIGKILL");
  throw new Error("postgres did not start");
}
