import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { makeChurnTable } from "../examples/dist/make-churn-table.js";

// Cross-origin isolation gives the page shared memory, and with it threads.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** The table that the page offers to try: a seeded generator makes it while the page is built. */
const sampleTable = {
  name: "sample-table",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "churn.csv", source: makeChurnTable().csv });
  },
  configureServer(server) {
    server.middlewares.use("/churn.csv", (_, answer) => answer.end(makeChurnTable().csv));
  },
};

// The library's modules one by one: its bundle is one file, of which a page that only draws random numbers would load all.
const modules = join(import.meta.dirname, "..", "library", "dist");

export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    alias: [
      { find: /^halfspace$/, replacement: join(modules, "index.js") },
      { find: /^halfspace\/([\w-]+)$/, replacement: join(modules, "doors", "$1.js") },
    ],
  },
  // Relative addresses: the built page works in any folder of any static host.
  base: "./",
  plugins: [svelte(), sampleTable],
  worker: {
    format: "es",
    rolldownOptions: {
      checks: { ineffectiveDynamicImport: false },
      // What several methods need is one file: each of many small ones would be asked for by itself.
      output: { codeSplitting: { groups: [{ name: "library", test: /library.dist/, minShareCount: 2 }] } },
    },
  },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    // The page shows at once much of what other pages load later.
    rolldownOptions: { checks: { pluginTimings: false, ineffectiveDynamicImport: false } },
  },
  server: { headers },
  preview: { headers },
});
