// The editor by keyboard, on a phone, and where it cannot be loaded.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { expect, LabPage, test } from "./playground.js";

test("by keyboard: Edit this, indent, leave with Escape and Tab", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  const edit = page.getByRole("button", { name: "Edit this: echo" }).first();
  await edit.press("Enter");
  const code = new CodePage(page);
  await expect(code.editor()).toBeFocused();
  expect(await code.selected()).toMatch(/^func echo\(/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  expect(await code.text(), "Tab indents").toContain("\n\tfunc echo(");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(code.run, "after Escape, Tab leaves").toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("// ");
  await page.keyboard.press("Tab");
  await expect(code.editor(), "and indents again").toBeFocused();
  await expect(code.editor()).toHaveAccessibleDescription(/Escape, then Tab leaves/);
});

test("by keyboard: to the problems and back, and completion as screen readers hear it", async ({
  page,
  playground,
}) => {
  test.setTimeout(60_000); // of which loading the tools on a busy machine may take half
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  await code.edit("conn.Write(buf[:n])", "conn.Write(missing)");
  const count = code.button("1 problem");
  await expect(count).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press("Escape");
  for (const control of [code.run, code.button("Format"), code.button("Reset"), count]) {
    await page.keyboard.press("Tab");
    await expect(control).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(count).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: /^server\.go:\d+:\d+$/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(code.editor()).toBeFocused();
  expect(await code.selected()).toBe("missing");

  await page.keyboard.type("conn.");
  const list = page.getByRole("listbox", { name: "Completions" });
  const chosen = list.getByRole("option", { selected: true });
  await expect(chosen).toHaveText(/^Close/);
  // For 75 ms after the list has appeared CodeMirror leaves the keys to the text, so that an
  // Enter that was meant for that does not choose (interactionDelay).
  const shown = await page.evaluate(() => performance.now());
  await page.waitForFunction((since) => performance.now() - since > 100, shown);
  await page.keyboard.press("ArrowDown");
  await expect(chosen).toHaveText(/^LocalAddr/);
  await expect(code.editor()).toHaveAttribute("aria-autocomplete", "list");
  await expect(code.editor()).toHaveAttribute(
    "aria-controls",
    (await list.getAttribute("id")) ?? "",
  );
  const active = (await chosen.getAttribute("id")) ?? "";
  await expect(code.editor()).toHaveAttribute("aria-activedescendant", active);
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await expect(code.editor()).not.toHaveAttribute("aria-activedescendant");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(code.run).toBeFocused();
});

test("on a phone, the code is a view of its own", async ({ page, playground }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${playground.url}/lessons/echo`);
  const views = page.getByRole("group", { name: "Lesson, code or lab" });
  await views.getByRole("button", { name: "Code" }).click();
  const code = new CodePage(page);
  await expect(code.editor()).toBeInViewport();
  await expect(code.run).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.body.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);
  await views.getByRole("button", { name: "Lab" }).click();
  await expect(code.editor()).toBeHidden();
  await views.getByRole("button", { name: "Lesson" }).click();
  await expect(page.getByRole("heading", { name: "An echo server" })).toBeInViewport();
});

test("where CodeMirror does not load, a textarea stands in", async ({ page, playground }) => {
  test.setTimeout(60_000);
  await page.route("**/code-editor-*.js", (route) => route.abort());
  await LabPage.open(page, playground);
  await page.getByRole("button", { name: "Code", exact: true }).click();
  const text = page.getByRole("textbox", { name: "server.go" });
  await text.fill((await text.inputValue()).replace("log.Info", "log.Infoo"));
  await text.press("Control+Enter");
  await page.getByRole("button", { name: /^server\.go:\d+/ }).click({ timeout: 50_000 });
  await expect(text).toBeFocused();
  await expect(page.locator(".code-panel .is-wrong .ln")).toHaveText(/\d+/);
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);
});
