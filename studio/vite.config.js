import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// Cross-origin isolation gives the page shared memory, and with it threads.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  root: import.meta.dirname,
  // Relative addresses: the built page works in any folder of any static host.
  base: "./",
  plugins: [svelte()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { headers },
  preview: { headers },
});
