// Naive versions of a lesson's program, which run in the tab.

import { CodePage } from "./code.js";
import { expect, LabPage, test } from "./playground.js";

/**
 * @param {import("@playwright/test").Page} page
 * @param {string} name
 */
function naive(page, name) {
  return page.locator(`naive-version[data-name="${name}"]`);
}

test("a naive version stalls, leads to its own lines, and makes way for the lesson's", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  const version = naive(page, "one-at-a-time");
  await version.getByRole("button", { name: "Run this version" }).click();
  await expect(page.locator(".lab-version")).toHaveText("naive: one at a time");
  await expect(lab.tab).toBeChecked();
  await version.getByRole("button", { name: "Let B overtake A" }).click();
  const attempt = page.locator("#try-let-b-overtake-a");
  await expect(attempt).toHaveAttribute("data-state", "fault", { timeout: 15_000 });
  await expect(attempt.getByRole("status")).toHaveText(
    "With the naive version: B has no answer before A has left.",
  );
  await expect(page.locator(".bar .progress-text").first()).toHaveText(/^0 of/);
  await expect(lab.client("B").rows.filter({ hasText: "me first" })).toHaveCount(1);
  await lab.client("A").button("Close").click();
  await expect(lab.client("B").rows.filter({ hasText: "me first" })).toHaveCount(2);
  await lab.rows.filter({ hasText: "received" }).getByRole("link").first().click();
  await expect(version.locator(".naive-source .is-shown")).toBeInViewport();
  await page.locator(".lab-head").getByRole("button", { name: "Lesson's version" }).click();
  await expect(lab.host).toBeChecked();
  await expect(lab.state).toHaveText("listening");
  await attempt.locator(".try-go").click();
  await expect(attempt).toHaveAttribute("data-state", "done");
  await expect(page.locator(".bar .progress-text").first()).toHaveText(/^1 of/);

  // Its code becomes a draft.
  await version.getByRole("button", { name: /^Edit this/ }).click();
  const code = new CodePage(page);
  await expect(code.editor()).toBeFocused();
  expect(await code.selected()).toMatch(/^func Serve/);
  expect(await code.text()).toContain("all other clients wait");
  await expect(code.state).toContainText("draft kept in this browser");
});

test.describe("in the tab", () => {
  test.use({ place: "tab" });

  test("a client without TLS ends a naive version, and not the lesson's", async ({
    page,
    openLab,
  }) => {
    const lab = await openLab("secure");
    await lab.run();
    const attempt = page.locator("#try-a-stranger");
    await attempt.locator(".try-go").click();
    await expect(attempt).toHaveAttribute("data-state", "done", { timeout: 15_000 });
    await expect(lab.rows.filter({ hasText: "handshake failed" })).toHaveCount(1);
    const version = naive(page, "handshake-in-loop");
    await version.getByRole("button", { name: "Run this version" }).click();
    await version.getByRole("button", { name: "Let a stranger call" }).click();
    await expect(attempt).toHaveAttribute("data-state", "fault", { timeout: 15_000 });
    await expect(lab.notice).toContainText("first record does not look like a TLS handshake");
  });

  test("a naive version breaks a character", async ({ page, openLab }) => {
    const lab = await openLab("echo");
    await lab.run();
    const version = naive(page, "as-text");
    await version.getByRole("button", { name: "Run this version" }).click();
    await version.getByRole("button", { name: "Send the two pieces" }).click();
    const attempt = page.locator("#try-send-the-two-pieces");
    await expect(attempt).toHaveAttribute("data-state", "fault");
    await expect(lab.client("B").rows.filter({ hasText: "efbfbd" })).toHaveCount(1);
    await version.getByRole("button", { name: "Lesson’s version" }).click();
    await expect(page.locator(".lab-version")).toHaveCount(0);
    await attempt.locator(".try-go").click();
    await expect(attempt).toHaveAttribute("data-state", "done");
  });
});
