// Each spec boots the program that learners boot. Nothing is shared but the
// binary: `go build -o bin/socketschool ./cmd/socketschool` first.

import { defineConfig } from "@playwright/test";
import { args, testedPath } from "./chromium.js";

/**
 * Specs that run Go's compiler in the tab: each takes both cores for a while, so that
 * `npm run e2e` runs them after all others.
 */
const COMPILING = ["builder.spec.js", "checks.spec.js", "export-compiler.spec.js"];

export default defineConfig({
  testDir: ".",
  projects: [
    { name: "compiling", testMatch: COMPILING, workers: 1 },
    { name: "pages", testMatch: "*.spec.js", testIgnore: COMPILING },
  ],
  globalSetup: "./prepare.js",
  outputDir: "../test-results",
  fullyParallel: true,
  workers: 3, // on two cores: much of a test is waiting
  forbidOnly: true,
  retries: process.env.CI ? 1 : 0, // and then it is reported as flaky
  reporter: "list",
  timeout: 60_000, // of a whole test, on a machine that is busy with three of them
  expect: { timeout: 8000 },
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: testedPath, args },
  },
});
