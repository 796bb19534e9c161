// An exercise in the Code view: solved wrongly, replayed, solved.

import { readFile } from "node:fs/promises";
import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { expect, test } from "./playground.js";

const FOLDER = new URL("../lessons/01-echo/exercises/shout/", import.meta.url);
const built = { timeout: 90_000 }; // the first build on a host compiles the standard library

/** @param {string} file */
const read = (file) => readFile(new URL(file, FOLDER), "utf8");

test("an exercise is solved wrongly, replayed in the lab, and solved", async ({
  page,
  playground,
}) => {
  test.setTimeout(150_000);
  await page.goto(`${playground.url}/lessons/echo`);
  const card = page.locator('exercise-card[name="shout"]');
  await card.getByRole("link", { name: "Start" }).click();
  const code = new CodePage(page);
  await expect(code.editor()).toBeVisible();
  expect(new URL(page.url()).search).toContain("exercise=shout");
  const bar = page.getByRole("group", { name: "Exercise" });
  expect(await code.text()).toBe(await read("starter/server.go"));
  const results = page.getByRole("region", { name: "Checks" });
  const count = results.locator(".check-count");

  // The starter's fault: the cause, its line, and what came, from the first wrong byte on.
  await code.editor().press("Control+Shift+Enter");
  await expect(count).toHaveText("0 of 5 checks hold", built);
  await expect(results).toContainText("Likely cause: It came back as it was sent");
  await expect(results.locator("mark")).toHaveText(["H", "h"]);
  await expect(code.panel.locator(".cm-line.is-checked")).toHaveText(/conn\.Write/);
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);

  // The same cause is not read again.
  const spoken = page.locator('body > [role="status"]');
  await expect(spoken).toContainText("It came back as it was sent");
  await code.button("Check").click();
  await expect(spoken).toContainText("answers in capital letters: as before", built);
  await expect(spoken).not.toContainText("It came back as it was sent");

  // Hints open one by one.
  const task = page.getByRole("region", { name: "Task" });
  await expect(task).toContainText("answers in capital letters");
  await bar.getByRole("button", { name: "Hint 1 of 3" }).click();
  await expect(task.getByRole("heading")).toHaveText(["Hint 1 of 3"]);
  await expect(bar.getByRole("button", { name: /^Hint/ })).toHaveText("Hint 2 of 3");
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);

  // Another fault, later: the checks before it hold, those after it have not run.
  await code.set(await read("mistakes/half-characters.go"));
  await expect(results).toContainText("Before your last change");
  await code.button("Check").click();
  await expect(count).toHaveText("1 of 5 checks hold", built);
  await expect(results).toContainText("A character is broken");
  await results.getByRole("link", { name: /^Show server.go:\d+/ }).click();
  expect(await code.selected()).toContain("strings.ToUpper");

  // The same steps in the lab: the clients and the log have them.
  await results.getByRole("button", { name: "Replay in the lab" }).click();
  await expect(results.getByText(/^Line 4: Expected/)).toBeVisible(built);
  await expect(page.locator(".lab-version")).toHaveText("your exercise");
  await expect(page.locator("lab-client")).toHaveCount(1);
  await expect(page.locator("lab-log")).toContainText("accepted");

  // A crash is named as one. A fault of syntax is listed as at Run.
  const solution = await read("solution/server.go");
  await code.set(solution.replace("line, err :=", "panic(1)\n\t\tline, err :="));
  await code.button("Check").click();
  await expect(results).toContainText("The server crashed.", built);

  // After three failures the solution can be looked at, beside one's own.
  await page.getByRole("button", { name: "Look at the solution" }).click();
  await expect(code.tab("Solution")).toHaveAttribute("aria-pressed", "true");
  await expect(code.panel.locator(".code-comparison")).toContainText("panic(1)");
  await code.tab("server.go").click();
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);
  await code.set(solution.replace("line, err :=", "line, errr :="));
  await code.button("Check").click();
  await expect(code.status).toContainText("It does not build", built);
  await expect(results).toBeHidden();

  await code.set(solution);
  await code.button("Check").click();
  await expect(count).toHaveText("5 of 5 checks hold", built);
  await expect(results).toContainText("Solved. All checks hold.");
  await expect(results.getByRole("link")).toHaveAttribute("href", /exercise=|lessons/);
  await results.getByRole("button", { name: "a letter in two pieces" }).click();
  await expect(results.getByText('a send "h\\xc3"')).toBeVisible();
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);

  // A reload finds the draft; the lesson's own code is another one.
  await page.reload();
  await expect(code.editor()).toBeVisible();
  expect(await code.text()).toBe(solution);
  await expect(bar).toContainText("solved");
  await page.getByRole("button", { name: /^Leave the exercise/ }).click();
  await expect(code.state).toHaveText("the lesson's version");
  expect(new URL(page.url()).search).toBe("?view=code");
  await page.getByRole("button", { name: "Lesson", exact: true }).click();
  await expect(card).toContainText("Solved on");
});
