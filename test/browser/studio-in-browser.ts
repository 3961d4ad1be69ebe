import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { serveStudio } from "../../command-line/src/studio-server.js";
import { startChromium } from "./chromium.js";

const root = join(import.meta.dirname, "..", "..");

/** How the tests start Chromium: it asks nobody for anything by itself. */
export const chromiumArguments = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** A browser and the built page, served as `halfspace studio` serves it, or without its headers as a plain static host would. */
export class StudioInBrowser {
  /** Addresses that the pages asked for and that are not this machine's. */
  readonly strangers: string[] = [];
  /** What pages said went wrong. */
  readonly faults: string[] = [];

  private constructor(
    readonly browser: Browser,
    readonly isolated: Server,
    readonly plain: Server,
  ) {}

  static async start(): Promise<StudioInBrowser> {
    const folder = join(root, "studio", "dist");
    const [isolated, plain] = [
      await serveStudio({ folder, port: 0 }),
      await serveStudio({ folder, port: 0, isolated: false }),
    ];
    return new StudioInBrowser(await startChromium(), isolated, plain);
  }

  async open(options: BrowserContextOptions & { server?: Server; hash?: string } = {}): Promise<Page> {
    const { server = this.isolated, hash = "#problem=points", ...context } = options;
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 900 }, ...context });
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (!["data:", "blob:"].includes(protocol) && hostname !== "127.0.0.1") this.strangers.push(request.url());
    });
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && this.faults.push(message.text()));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${hash}`);
    return page;
  }

  /** Of the page as `halfspace studio` serves it. */
  address(): string {
    return `http://127.0.0.1:${(this.isolated.address() as AddressInfo).port}/`;
  }

  /** The page for a table of one's own. */
  async openTable(): Promise<Page> {
    const page = await this.open({ hash: "#problem=table" });
    await page.getByText("Drop a table here").waitFor();
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    for (const server of [this.isolated, this.plain]) server.close();
  }
}

/** Waits until a model is done; its total, as exact as the page has it. */
export async function totalOf(page: Page, model: string): Promise<number> {
  const entry = page.locator(`[data-model="${model}"][data-state="done"]`);
  await entry.waitFor({ timeout: 30_000 });
  return Number(await entry.locator("[data-objective]").getAttribute("data-objective"));
}

/** Gives the table's page a file of text, as a person who chooses it. */
export const giveTable = (page: Page, name: string, text: string): Promise<void> =>
  page.setInputFiles("input[type=file]", { name, mimeType: "text/csv", buffer: Buffer.from(text) });

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
