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
  await expect(count).toHaveText("0 of 5 checks passed", built);
  await expect(results).toContainText("Likely cause: It came back as it was sent");
  await expect(results.locator("mark")).toHaveText(["H", "h"]);
  await expect(code.panel.locator(".cm-line.is-checked")).toHaveText(/conn\.Write/);

  // In a low window the task is a line, and the editor keeps ten.
  await page.setViewportSize({ width: 1280, height: 720 });
  const task = page.getByRole("region", { name: "Task" });
  const fold = task.getByRole("button", { name: /^Task/ });
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  expect((await code.panel.locator(".code-editors").boundingBox())?.height).toBeGreaterThan(220);
  await results.getByRole("separator", { name: "Height of the results" }).press("End");
  expect((await code.panel.locator(".code-editors").boundingBox())?.height).toBeGreaterThan(220);
  await results.getByRole("separator").dblclick();
  await page.setViewportSize({ width: 1440, height: 900 });

  // What the server did stands below the step during which it happened.
  await results.getByRole("button", { name: "What the server did" }).click();
  await expect(results.locator(".check-step.is-failed")).toContainText(
    /expected.*got.*Server.*Wrote 6 bytes to client A: "hello\\n" ?server\.go:\d+/s,
  );

  // The same cause is not read again.
  const spoken = page.locator('body > [role="status"]');
  await expect(spoken).toContainText("It came back as it was sent");
  await code.button("Check").click();
  await expect(spoken).toContainText("answers in capital letters: as before", built);
  await expect(spoken).not.toContainText("It came back as it was sent");

  // Hints open one by one.
  await expect(fold).toContainText("answers in capital letters");
  await task.getByRole("button", { name: "Hint 1 of 3" }).click();
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  await expect(task.getByRole("heading")).toHaveText(["Hint 1 of 3"]);
  await expect(task.getByRole("button", { name: /^Hint/ })).toHaveText("Hint 2 of 3");
  expect(await findings(page, { inside: [".lesson-column"] })).toEqual([]);

  // Another fault, later: the checks before it pass, those after it are not run.
  await code.set(await read("mistakes/half-characters.go"));
  await expect(results.getByText("Before your last change")).toBeVisible();
  await code.button("Check").click();
  await expect(count).toHaveText("1 of 5 checks passed", built);
  await expect(results).toContainText("A character is broken");
  await results.getByRole("link", { name: /^Show server.go:\d+/ }).click();
  expect(await code.selected()).toContain("strings.ToUpper");

  // The same steps in the lab: the clients and the log have them.
  await results.getByRole("button", { name: "Replay in the lab" }).click();
  await expect(results.getByText(/^Line 4: Expected/)).toBeVisible(built);
  await expect(page.locator(".lab-version")).toHaveText("exercise 2");
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
  await expect(code.panel.locator(".code-problem-line").first()).toContainText("line, errr :=");
  await expect(results).toBeHidden();

  await code.set(solution);
  await code.button("Check").click();
  await expect(count).toHaveText("5 of 5 checks passed", built);
  await expect(results).toContainText("Solved. All checks passed.");
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

test("a reload and a link find what belongs to the exercise", async ({ page, playground }) => {
  test.setTimeout(150_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${playground.url}/lessons/echo?view=code&exercise=shout`);
  const code = new CodePage(page);
  await expect(code.editor()).toBeVisible();
  const results = page.getByRole("region", { name: "Checks" });
  const task = page.getByRole("region", { name: "Task" });
  const text = await read("mistakes/half-characters.go");
  await code.set(text);
  await code.button("Check").click();
  await expect(results).toContainText("A character is broken", built);
  await task.getByRole("button", { name: "Hint 1 of 3" }).click();

  // The hint and the results, as long as they are of this text.
  await page.reload();
  await expect(results).toContainText("A character is broken");
  await expect(task.getByRole("heading")).toHaveText(["Hint 1 of 3"]);
  await expect(results.getByText("Before your last change")).toBeHidden();

  // On a phone the lab says which step is played, and leads back.
  await results.getByRole("button", { name: "Step by step" }).click();
  const replay = page.getByRole("group", { name: "Replay" });
  await expect(replay).toContainText("Next, 1 of 4: connect a", built);
  await replay.getByRole("button", { name: "Next step" }).click();
  await expect(replay).toContainText("Next, 2 of 4");
  expect(await findings(page, { inside: [".replay-bar", ".bar"] })).toEqual([]);
  await replay.getByRole("button", { name: "Stop" }).click();
  await replay.getByRole("button", { name: "Back to the results" }).click();
  await expect(results).toBeInViewport();
  await code.edit("buf[:n]", "buf[:1]");
  await expect(results.getByText("Before your last change")).toBeVisible();
  await page.reload();
  await expect(results.getByText("Before your last change")).toBeVisible();
  await expect(results.locator(".check-count")).toHaveText("1 of 5 checks passed");
  await expect(results.locator(".check-report")).toHaveCount(0);

  // A link opens the exercise with its code, and runs nothing.
  await code.button("Share").click();
  const link = await code.panel.getByRole("textbox", { name: "Link" }).inputValue();
  await code.set(text);
  await page.goto("about:blank");
  await page.goto(link);
  const notice = code.panel.getByRole("group", { name: "Notice" });
  await expect(notice).toContainText("Code from a link: read it before you run it.");
  expect(await code.text()).toContain("buf[:1]");
  await expect(code.state).toHaveText("from a link, not kept");
  await notice.getByRole("button", { name: "Keep mine" }).click();
  expect(await code.text()).toBe(text);
});

test("the lab runs the exercise that is open, and says so", async ({ page, playground }) => {
  test.setTimeout(150_000);
  await page.goto(`${playground.url}/lessons/echo`);
  const card = page.locator('exercise-card[name="shout"]');
  await card.getByRole("link", { name: "Start" }).click();
  const code = new CodePage(page);
  await expect(code.editor()).toBeVisible();

  // Back leads to the lesson, at the card, and Forward to the exercise.
  await page.goBack();
  await expect(card.getByRole("link", { name: "Go on" })).toBeFocused();
  await expect(card).toBeInViewport();
  expect(new URL(page.url()).search).toBe("");
  await page.goForward();
  await expect(code.editor()).toBeVisible();

  // The first run is the exercise's, and the lesson's on request.
  const version = page.locator(".lab-version");
  const accept = expect.stringContaining("ln.Accept()");
  await page.getByRole("button", { name: "run the lesson's server" }).click();
  await expect(version).toHaveText("lesson's version");
  await page.getByRole("button", { name: "Exercise 2" }).click();
  await expect(version).toHaveText("exercise 2", built);
  await expect.poll(() => code.linesWithWaits()).toEqual([accept]);

  // The next exercise: the lab says that it still runs the former one, in whose code it waits.
  await code.set(await read("solution/server.go"));
  await code.button("Check").click();
  await page.locator(".check-next").getByRole("link").click();
  const bar = page.getByRole("group", { name: "Exercise" });
  await expect(bar).toContainText("Exercise 3 of 4");
  await expect(code.editor()).toBeVisible();
  await expect(version).toHaveText("exercise 2");
  expect(await code.linesWithWaits()).toEqual([]);
  await page.getByRole("button", { name: "Exercise 3" }).click();
  await expect(version).toHaveText("exercise 3", built);
  await expect.poll(() => code.linesWithWaits()).toEqual([accept]);

  // After a reload the lab offers what is open, not what ran.
  await page.goBack();
  await expect(bar).toContainText("Exercise 2 of 4");
  await page.reload();
  const notice = page.locator(".lab-notice");
  await expect(notice).toContainText("It ran exercise 3.");
  await notice.getByRole("button", { name: "Run exercise 2" }).click();
  await expect(version).toHaveText("exercise 2", built);
  await expect(notice).toBeHidden();
});
