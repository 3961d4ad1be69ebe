import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveStudio } from "../../command-line/src/studio-server.js";

let folder = "";
let server: Server;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-studio-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<p>studio</p>");
  writeFileSync(join(folder, "assets", "large.js"), Buffer.alloc(4e6));
  server = await serveStudio({ folder, port: 0 });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const port = () => (server.address() as AddressInfo).port;

/** The first bytes that the server answers, by a connection that is then cut. */
function beginning(path: string, host = "localhost"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port(), "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
    socket.once("error", reject).once("data", (bytes) => {
      socket.destroy();
      resolve(bytes.toString().split("\r\n")[0]);
    });
  });
}

describe("the server of the studio", () => {
  it("answers to the names of this machine alone", async () => {
    for (const host of ["localhost", `127.0.0.1:${port()}`, "[::1]:80"]) {
      expect(await beginning("/", host)).toBe("HTTP/1.1 200 OK");
    }
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", ""]) {
      expect(await beginning("/", host)).toBe("HTTP/1.1 403 Forbidden");
    }
  });

  it("gives nothing from outside of its folder", async () => {
    for (const path of ["/../secret", "/%2e%2e/secret", "/assets/..%2f..%2fsecret", "/%00", "/none", "/assets"]) {
      expect(await beginning(path), path).toBe("HTTP/1.1 404 Not Found");
    }
  });

  it("closes the file of every download that was cut", async () => {
    const openFiles = () => readdirSync("/proc/self/fd").length;
    const before = openFiles();
    for (let round = 0; round < 100; round++) await beginning("/assets/large.js");
    await expect.poll(openFiles).toBeLessThan(before + 20);
    expect(await beginning("/")).toBe("HTTP/1.1 200 OK");
  });
});
