import { defineConfig } from "vitest/config";

// The pure parts; what needs a browser is in vitest.browser.config.ts.
export default defineConfig({ test: { include: ["tests/*.test.ts"] } });
