// A static site with the compiler: programs are changed, built and run without a network.

import { CodePage } from "./code.js";
import { exportSite, FileServer } from "./export.js";
import { expect, LabPage, test } from "./playground.js";

test.use({ metered: false });

test("a program is changed and run without a network", async ({ page }) => {
  test.setTimeout(120_000);
  const site = await exportSite({ flags: ["--with-compiler"] }).catch((error) => {
    if (!String(error).includes("go run ./wasm/compiler")) throw error;
    return null;
  });
  test.skip(site === null, "the compiler for tabs is not built: task compiler");
  if (!site) return;
  const server = new FileServer(site.folder);
  await server.start();
  try {
    await page.goto(`${server.url}lessons/echo/`);
    const mark = page.locator("offline-status").getByRole("status");
    await expect(mark).toHaveText("ready offline", { timeout: 30_000 });
    const compiler = /static\/(compile|link|builder|archives)-/;
    expect(server.asked.filter((path) => compiler.test(path))).toEqual([]);

    const first = await CodePage.open(page);
    const offer = first.panel.getByRole("button", { name: /^Fetch the Go compiler, \d+ MB, once/ });
    await offer.click();
    await expect(first.panel.locator(".code-offer")).toBeHidden({ timeout: 60_000 });

    await server.stop();
    await page.context().setOffline(true);
    await page.reload();
    const lab = new LabPage(page, "tab");
    const code = await CodePage.open(page);
    await expect(offer).toBeHidden();
    await code.edit("conn.Write(buf[:n])", "conn.Write([]byte(missing))");
    const squiggle = code.panel.locator(".cm-lintRange-error");
    await expect(squiggle).toHaveText("missing", { timeout: 30_000 });
    await code.run.click();
    const problem = code.panel.getByRole("listitem").filter({ hasText: "undefined: missing" });
    await expect(problem).toHaveText(/^server\.go:\d+:\d+/, { timeout: 30_000 });
    await code.edit("[]byte(missing)", "append([]byte(`> `), buf[:n]...)");
    await code.run.click();
    await expect(page.locator(".lab-head").getByText("your version")).toBeVisible({
      timeout: 30_000,
    });
    const a = await lab.connect("A");
    await a.send("hello");
    await expect(a.rows.last()).toHaveText("received > hello⏎");
  } finally {
    await server.stop();
    await site.remove();
  }
});
