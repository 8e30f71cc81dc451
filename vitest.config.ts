import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/fast-check-seed.ts"],
    globalSetup: ["tests/build-once.ts", "tests/temporary-folder.ts"],
    isolate: false,
    // Files mostly wait for commands that they start, and the default leaves a processor out.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
