import { defineConfig } from "vite";

// Preact without a plugin: the compiler turns JSX into calls of its runtime.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // `npx vite` shows changes at once; answers come from a service that runs (RETORSION_API, else the usual port).
  server: { proxy: { "/v1": process.env["RETORSION_API"] ?? "http://127.0.0.1:8000" } },
});
