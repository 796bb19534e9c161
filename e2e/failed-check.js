// Writes docs/failed-check.png, the picture of a failed check in the README, from the
// running page: node e2e/failed-check.js

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium, expect } from "@playwright/test";
import { args, executablePath } from "./chromium.js";
import { CodePage } from "./code.js";
import { Playground } from "./playground.js";

const PICTURE = fileURLToPath(new URL("../docs/failed-check.png", import.meta.url));
const MISTAKE = new URL(
  "../lessons/01-echo/exercises/shout/mistakes/half-characters.go",
  import.meta.url,
);
const built = { timeout: 90_000 }; // the first build on a host compiles the standard library

const playground = new Playground([]);
await playground.start();
const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
  });
  await page.goto(`${playground.url}/lessons/echo?view=code&exercise=shout`);
  const code = new CodePage(page);
  await expect(code.editor()).toBeVisible();
  const [, program = ""] = (await readFile(MISTAKE, "utf8")).split(/(?<=^\/\/ Learner sees.*\n)/);
  await code.set(program);
  await code.button("Check").click();
  const results = page.getByRole("region", { name: "Checks" });
  await expect(results).toContainText("Likely cause", built);
  await results.getByRole("button", { name: "Replay in the lab" }).click();
  await expect(results.getByText(/Expected/).last()).toBeVisible(built);
  await expect(page.locator("lab-log")).toContainText("accepted");
  await expect(page.locator(".tl-event")).not.toHaveCount(0);
  await page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  await playground.end();
}
