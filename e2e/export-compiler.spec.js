// A static site with the compiler: programs are changed, built and checked without a network.

import { readFile } from "node:fs/promises";
import { CodePage } from "./code.js";
import { exportSite, FileServer } from "./export.js";
import { test as base, expect, LabPage } from "./playground.js";

const EXERCISES = new URL("../lessons/01-echo/exercises/", import.meta.url);
const built = { timeout: 60_000 };

const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<{ code: CodePage }, {}, { page: import("@playwright/test").Page }>} */ ({
    // The code of lesson 1, in a page that has the compiler. Its web server is gone.
    code: [
      async ({ page }, use) => {
        const site = await exportSite({ flags: ["--with-compiler"] }).catch((error) => {
          if (!String(error).includes("go run ./wasm/compiler")) throw error;
          return null;
        });
        base.skip(site === null, "the compiler for tabs is not built: task compiler");
        if (!site) return;
        const server = new FileServer(site.folder);
        await server.start();
        try {
          await page.goto(`${server.url}lessons/echo/`);
          const mark = page.locator("offline-status").getByRole("status");
          await expect(mark).toHaveText("ready offline", { timeout: 30_000 });
          const compiler = /static\/(compile|link|builder|archives)-/;
          expect(server.asked.filter((path) => compiler.test(path))).toEqual([]);

          const code = await CodePage.open(page);
          const offer = code.panel.getByRole("button", {
            name: /^Fetch the Go compiler, \d+ MB, once/,
          });
          await offer.click();
          await expect(code.panel.locator(".code-offer")).toBeHidden({ timeout: 60_000 });
          await server.stop();
          await page.context().setOffline(true);
          await page.reload();
          await expect(code.editor()).toBeVisible();
          await expect(offer).toBeHidden();
          await use(code);
        } finally {
          await server.stop();
          await site.remove();
        }
      },
      { timeout: 120_000 },
    ],
  }),
);

test.use({ metered: false });

test("a program is changed and run without a network", async ({ page, code }) => {
  test.setTimeout(120_000);
  const lab = new LabPage(page, "tab");
  await code.edit("conn.Write(buf[:n])", "conn.Write([]byte(missing))");
  const squiggle = code.panel.locator(".cm-lintRange-error");
  await expect(squiggle).toHaveText("missing", { timeout: 30_000 });
  await code.run.click();
  const problem = code.panel.getByRole("listitem").filter({ hasText: "undefined: missing" });
  await expect(problem).toHaveText(/^server\.go:\d+:\d+/, built);
  await code.edit("[]byte(missing)", "append([]byte(`> `), buf[:n]...)");
  await code.run.click();
  await expect(page.locator(".lab-head").getByText("your version")).toBeVisible(built);
  const a = await lab.connect("A");
  await a.send("hello");
  await expect(a.rows.last()).toHaveText("received > hello⏎");
});

test("an exercise is done without a network", async ({ page, code }) => {
  test.setTimeout(180_000);
  await page.getByRole("button", { name: "Lesson", exact: true }).click();
  const card = page.locator('exercise-card[name="shout"]');
  await card.getByRole("link", { name: "Start" }).click();
  const bar = page.getByRole("group", { name: "Exercise" });
  await expect(bar).toContainText("Exercise 2 of");
  const results = page.getByRole("region", { name: "Checks" });
  const count = results.locator(".check-count");
  await code.button("Check").click();
  await expect(count).toHaveText("0 of 5 checks passed", built);
  await expect(results).toContainText("Likely cause: It came back as it was sent");

  await results.getByRole("button", { name: "Replay in the lab" }).click();
  await expect(results.getByText(/^Line \d+: Expected/)).toBeVisible(built);
  await expect(page.locator(".lab-version")).toHaveText("exercise 2");
  await expect(page.locator("lab-client")).toHaveCount(1);

  await code.set(await readFile(new URL("shout/solution/server.go", EXERCISES), "utf8"));
  await code.button("Check").click();
  await expect(count).toHaveText("5 of 5 checks passed", built);
  await results.locator("next-step").getByRole("link").click();
  await expect(bar).toContainText("Exercise 3 of");
  await expect(code.editor()).toBeVisible();

  await page.reload();
  await expect(bar).toContainText("Exercise 3 of");
  await code.button("Check").click();
  await expect(count).toHaveText(/^\d of \d checks passed$/, built);
  await page.getByRole("button", { name: "Lesson", exact: true }).click();
  await expect(card).toContainText("Solved on");
  await page.getByRole("link", { name: "SocketSchool" }).click();
  await expect(page.locator('lesson-progress[data-lesson="echo"]')).toContainText(
    "1 of 4 exercises",
  );
});
