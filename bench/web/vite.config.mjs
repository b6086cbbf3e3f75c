// Built by the explorer's own Vite. Each painter is a chunk of its own, so that its size can be told.
export default {
  root: import.meta.dirname,
  build: { target: "es2022", outDir: "../../build/bench-web", emptyOutDir: true, modulePreload: { polyfill: false } },
  logLevel: "warn",
};
