// What helps while a learner types: problems, completion, format.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { expect, LabPage, test } from "./playground.js";

const loaded = { timeout: 20_000 }; // of the tools, which are 15 MB when they are unpacked

test("problems show and go, members are completed, and the file is formatted", async ({
  page,
  playground,
}) => {
  test.setTimeout(60_000); // of which loading the tools on a busy machine may take half
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  const { panel } = code;
  const squiggle = panel.locator(".cm-lintRange-error");

  // A fault of the types is marked at its place, in the compiler's words.
  await code.edit("buf := make", 'é := 1; var size int = "ä"; buf := make');
  await expect(squiggle).toHaveText(["é", "size", '"ä"'], loaded);
  await page.keyboard.press("F8");
  await expect(page.locator(".cm-tooltip-lint")).toContainText("declared and not used: é");
  await expect(page.locator("body > [role=status]")).toContainText("declared and not used: é");
  await page.keyboard.press("F8");
  await page.keyboard.press("F8");
  const words = 'cannot use "ä" (untyped string constant) as int value in variable declaration';
  await expect(page.locator(".cm-tooltip-lint")).toContainText(words);
  await page.keyboard.press("Shift+F8");
  await expect(page.locator(".cm-tooltip-lint")).toContainText("declared and not used: size");
  await panel.getByRole("button", { name: "3 problems" }).click();
  const list = panel.getByRole("list", { name: "Problems as you type" });
  await expect(list.getByRole("listitem").last()).toContainText(words);
  expect(await findings(page, { inside: [".code-place"] })).toEqual([]);
  await list.getByRole("button").last().click();
  expect(await code.selected()).toBe('"ä"');

  await code.edit('é := 1; var size int = "ä"; ', "");
  await expect(squiggle).toHaveCount(0);
  await expect(panel.locator(".code-checked")).toHaveText("No problems");
  await expect(list).toBeHidden();

  // The members of a package, with signature and doc; choosing one imports the package.
  await code.edit("buf := make", "strings\n\tbuf := make");
  await code.edit("strings\n\tbuf", "strings\n\tbuf");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.type(".ToUp");
  const option = page.getByRole("option", { name: /^ToUpper/ }).first();
  await expect(option).toHaveText(/ToUpper\(s string\) string/);
  await expect(page.locator(".cm-signature")).toHaveText("func ToUpper(s string) string");
  await expect(page.locator(".cm-completionInfo")).toContainText(
    "ToUpper returns s with all Unicode letters mapped to their upper case.",
  );
  expect(await findings(page, { inside: [".code-place"] })).toEqual([]);
  await expect(option).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Tab");
  expect(await code.text()).toContain("strings.ToUpper\n");
  expect(await code.text()).toContain('\n\t"strings"\n');

  // Without the import the list of problems offers it.
  await code.edit('\n\t"strings"', "");
  await panel.getByRole("button", { name: "1 problem" }).click();
  await list.getByRole("button", { name: 'Add import "strings"' }).click();
  expect(await code.text()).toContain('\n\t"strings"\n');
  await list.press("Escape");

  // Format keeps the cursor, and can be undone.
  await code.edit("strings.ToUpper\n", 'println( strings.ToUpper("a" ),1 )\n');
  await code.edit("( strings.ToUpper", "( strings.ToUpper");
  await page.keyboard.press("Shift+Alt+F");
  await expect.poll(() => code.text()).toContain('println(strings.ToUpper("a"), 1)');
  await page.keyboard.type("!");
  expect(await code.text()).toContain('println(strings.ToUpper!("a"), 1)');
  await page.keyboard.press("Control+Z");
  await page.keyboard.press("Control+Z");
  expect(await code.text()).toContain('println( strings.ToUpper("a" ),1 )');

  // A fault of syntax stops the format.
  await code.edit("println( ", "println( (");
  await panel.getByRole("button", { name: "Format" }).click();
  await expect(panel.getByRole("button", { name: /\d problem/ })).toBeVisible();
  await expect(squiggle.first()).toBeVisible();
});

test("a package completes before its dot, and is imported", async ({ page, playground }) => {
  test.setTimeout(60_000);
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  await code.edit("buf := make", "n := str\n\tbuf := make");
  await expect(code.panel.locator(".cm-lintRange-error").first()).toBeVisible(loaded);
  await code.edit("str\n\tbuf", "str\n\tbuf");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.type("c");
  const option = page.getByRole("option", { name: /^strconv/ });
  await expect(option).toHaveAttribute("aria-selected", "true");
  await expect(page.locator(".cm-signature")).toHaveText('import "strconv"');
  await expect(page.locator(".cm-completionInfo")).toContainText('Adds import "strconv".');
  await page.keyboard.press("Enter");
  await page.keyboard.type(".Itoa(1)");
  expect(await code.text()).toContain("n := strconv.Itoa(1)\n\tbuf");
  expect(await code.text()).toContain('\n\t"strconv"\n');
  // Where the word is one of Go or of the program, Enter begins a line.
  await page.keyboard.press("Enter");
  await page.keyboard.type("var word strin");
  await expect(page.getByRole("option", { name: /^strings/ })).toBeVisible();
  await page.keyboard.type("g");
  await page.keyboard.press("Enter");
  expect(await code.text()).toContain("var word string\n");
});

test("without the tools the editor works, and says so in a line", async ({ page, playground }) => {
  await page.route(/stdlib-.*\.bin$/, (route) => route.abort());
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  await code.edit("buf := make", "x := 1; buf := make");
  const line = code.panel.getByText("Problems show when you run: the checks have not loaded.");
  await expect(line).toBeVisible(loaded);
  await page.keyboard.type("strings.");
  await page.unroute(/stdlib-.*\.bin$/);
  await code.panel.getByRole("button", { name: "Try again" }).click();
  await expect(code.panel.getByRole("button", { name: /^\d+ problem/ })).toBeVisible(loaded);
  await expect(line).toBeHidden();
});
