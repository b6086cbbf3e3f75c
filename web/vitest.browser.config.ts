import { defineConfig } from "vitest/config";

// In a real Chromium against a running service (RETORSION_URL). One at a time: the checks measure, and the machine is small.
export default defineConfig({ test: { include: ["tests/browser/*.test.ts"], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } });
