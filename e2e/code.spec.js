// The learner's own version of a lesson's program: edited in the page, built on the
// host, run in the tab.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { expect, LabPage, test } from "./playground.js";

test("a server changed in the page is built, runs, and is kept", async ({ page, playground }) => {
  test.setTimeout(120_000); // the first build on a host compiles the standard library
  const built = { timeout: 90_000 };
  const lab = await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  const { panel } = code;
  const lessons = await code.text();
  const own = page.locator(".lab-version", { hasText: "your version" });

  // In upper case, and run by the keyboard.
  await code.edit('"sync"', '"strings"\n\t"sync"');
  await code.edit("conn.Write(buf[:n])", "conn.Write([]byte(strings.ToUpper(string(buf[:n]))))");
  await code.editor().press("Control+Enter");
  await expect(panel.getByText(/built in [\d.]+ s/)).toBeVisible(built);
  await expect(own).toBeVisible();
  const a = await lab.connect("A");
  await a.send("hello");
  await expect(a.rows.last()).toHaveText("received HELLO⏎");

  // The log leads to the learner's own line, and the margin shows who waits there.
  await page.getByRole("button", { name: "Lesson", exact: true }).click();
  await expect(panel).toBeHidden();
  await lab.rows.filter({ hasText: 'data="hello\\n"' }).getByRole("link").click();
  await expect(code.editor()).toBeFocused();
  expect(await code.selected()).toContain('log.Info("received"');
  await expect(panel.getByTitle("1 connection waits here")).toHaveText("1");

  // The line that has logged the message flashes, and none does before.
  await expect(panel.locator(".cm-line.is-flashing")).toHaveCount(0);
  const flash = panel.evaluate(
    (element) =>
      new Promise((resolve) => {
        const look = () => {
          const lines = [...element.querySelectorAll(".cm-line.is-flashing")];
          const line = lines.find(({ textContent }) => textContent?.includes("log.Info("));
          if (line) resolve(line.textContent?.trim());
        };
        new MutationObserver(look).observe(element, {
          subtree: true,
          attributes: true,
          childList: true,
        });
      }),
  );
  await a.send("again");
  expect(await flash).toMatch(/^log\.Info\("received"/);

  // Lines added since the build do not shift the marks.
  const waiting = await code.linesWithWaits();
  expect(waiting).toContainEqual(expect.stringMatching(/conn\.Read/));
  await code.edit("buf := make", "// mine\n\tbuf := make");
  expect(await code.linesWithWaits()).toEqual(waiting);

  // A type error is shown with its line; what ran before goes on.
  await code.edit('log.Info("received"', 'log.Infoo("received"');
  await panel.getByRole("button", { name: /^Run/ }).click();
  const problem = panel.getByRole("listitem").filter({ hasText: "log.Infoo undefined" });
  await expect(problem).toHaveText(/^server\.go:\d+:\d+/, built);
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);
  await problem.getByRole("button").click();
  expect(await code.selected()).toBe("Infoo");
  await a.send("still here");
  await expect(a.rows.last()).toHaveText("received STILL HERE⏎");

  // One click leads back to the lesson's version.
  await page.locator(".lab-head").getByRole("button", { name: "Lesson's version" }).click();
  await expect(own).toBeHidden();
  const b = await lab.connect("B");
  await b.send("quiet");
  await expect(b.rows.last()).toHaveText("received quiet⏎");
  await lab.rows.filter({ hasText: 'data="quiet\\n"' }).getByRole("link").click();
  await expect(panel).toBeHidden();
  await expect(page.locator("article .is-shown")).toBeInViewport();

  await page.reload();
  const again = await CodePage.open(page);
  expect(await again.text()).toContain("log.Infoo");
  await again.panel.getByRole("button", { name: "Reset", exact: true }).click();
  expect(await again.text()).toBe(lessons);
  await again.panel.getByRole("button", { name: "Undo reset" }).click();
  expect(await again.text()).toContain("log.Infoo");
  await again.panel.getByRole("button", { name: "Reset", exact: true }).click();
  await page.reload();
  await expect(again.editor(), "the address has the view").toBeVisible();
  expect(await again.text()).toBe(lessons);
});

test("a build that takes long shows that it is alive, and is cancelled", async ({
  page,
  playground,
}) => {
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  await expect(code.editor(), "a cursor blinks in it").toBeFocused();
  let builds = 0;
  await page.route("**/api/modules", () => void builds++); // never answered
  await code.edit("4096", "1024");
  await code.run.click();
  await expect(code.panel.getByRole("progressbar", { name: "Build" })).toBeVisible();
  await code.run.press("Control+Enter");
  await expect.poll(() => builds, "a newer Run replaces it").toBe(2);
  await expect(code.status).toHaveText("Building …");
  await code.button("Cancel").click();
  await expect(code.status).toHaveText("Cancelled.");
  await expect(code.run).toBeEnabled();
});
