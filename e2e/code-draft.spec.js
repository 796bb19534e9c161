// What a learner has changed is kept: over a reload, a new version of the lesson, full
// storage, and beside a second tab.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { expect, LabPage, test } from "./playground.js";

test("a draft is compared, reset, and kept over a reload", async ({ page, playground }) => {
  test.setTimeout(60_000); // axe takes long on a busy machine
  await LabPage.open(page, playground, "broadcast");
  const code = await CodePage.open(page);
  const lessons = await code.text();
  await expect(code.tab("Changes")).toBeHidden();
  await code.edit("maxLine      = 4096", "maxLine      = 2048\n\tsecond       = 1");
  await expect(code.state).toHaveText("draft kept in this browser");
  await expect(code.tab("server.go")).toHaveText("server.go, changed");

  await code.tab("Changes").click();
  await expect(code.tab("Changes")).toHaveText("Changes +2 −1");
  const changes = code.panel.getByRole("textbox", { name: "Changes in server.go" });
  await expect(changes.locator(".cm-deletedChunk")).toContainText("maxLine      = 4096");
  await expect(changes.locator(".cm-changedLine")).toHaveText([/2048/, /second/]);
  expect(await findings(page, { inside: [".code-panel"] })).toEqual([]);

  await page.reload();
  await expect(code.editor(), "the address has the view").toBeVisible();
  expect(await code.text()).toContain("2048");
  await code.tab("client.go").click();
  await expect(code.editor("client.go")).toBeVisible();

  await code.tab("server.go").click();
  await code.button("Reset").click();
  expect(await code.text()).toBe(lessons);
  await expect(code.tab("Changes")).toBeHidden();
  await code.button("Undo reset").click();
  expect(await code.text()).toContain("2048");
  await code.button("Reset").click();
  await page.reload();
  await expect(code.editor()).toBeVisible();
  expect(await code.text()).toBe(lessons);
});

test("a lesson that has changed since is compared, kept or taken", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  await code.edit("4096", "1024");

  // As after an update of the playground.
  await page.route("**/lessons/echo*", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll("100", "250");
    await route.fulfill({ response, body });
  });
  await page.reload();
  const notice = page.getByRole("group", { name: "Notice" });
  await expect(notice).toContainText("The lesson has changed since you began your version.");
  expect(await code.text(), "the learner's own").toMatch(/100[\s\S]*1024/);
  await notice.getByRole("button", { name: "Compare" }).click();
  await expect(code.tab("Changes")).toHaveText("Changes +2 −2");

  await page.reload();
  await notice.getByRole("button", { name: "Keep mine" }).click();
  await page.reload();
  await expect(code.editor()).toBeVisible();
  await expect(notice).toBeHidden();
  expect(await code.text()).toMatch(/100[\s\S]*1024/);

  await page.unrouteAll();
  await page.reload();
  await notice.getByRole("button", { name: "Take the lesson's" }).click();
  expect(await code.text()).toContain("4096");
  await code.button("Undo reset").click();
  expect(await code.text()).toContain("1024");
});

test("two tabs of a lesson say which draft is kept; full storage says that none is", async ({
  page,
  context,
  playground,
}) => {
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  const second = await context.newPage();
  await second.goto(page.url());
  const other = new CodePage(second);
  await expect(other.editor()).toBeVisible();
  await code.edit("4096", "1024");

  const notice = second.getByRole("group", { name: "Notice" });
  await expect(notice).toContainText("Another tab has changed this lesson's code.");
  // Who types last is kept: the other tab says so, and only that one.
  await other.edit("4096", "2048");
  await expect(notice).toBeHidden();
  const first = page.getByRole("group", { name: "Notice" });
  await first.getByRole("button", { name: "Keep mine" }).click();
  await notice.getByRole("button", { name: "Take the other tab's" }).click();
  await expect(first).toBeHidden();
  expect(await other.text()).toBe(await code.text());

  await page.evaluate(() => {
    let size = 1 << 20;
    while (size > 0) {
      try {
        localStorage.setItem(`filler${localStorage.length}`, "x".repeat(size));
      } catch {
        size >>= 1;
      }
    }
  });
  await code.edit("1024", "1024 + 1024 + 1024");
  await expect(code.state).toContainText("not kept");
});

test("a damaged draft is told of, and kept as a file", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  await page.evaluate(() => localStorage.setItem("socketschool.draft.echo", '{"files":[1'));
  await page.reload();
  const code = await CodePage.open(page);
  const notice = page.getByRole("group", { name: "Notice" });
  await expect(notice).toContainText("The draft in this browser is damaged");
  await code.edit("4096", "1024");
  await page.reload();
  const downloading = page.waitForEvent("download");
  await notice.getByRole("button", { name: "Download it" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("echo-draft.txt");
  await notice.getByRole("button", { name: "Discard it" }).click();
  await page.reload();
  await expect(code.editor()).toBeVisible();
  await expect(notice).toBeHidden();
  expect(await code.text(), "the new draft").toContain("1024");
});
