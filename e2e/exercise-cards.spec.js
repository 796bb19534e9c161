// The cards of a lesson's exercises: read without a script, and their state with one.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { expect, test } from "./playground.js";

/** @param {{ started: string, solved: string | null }} record */
const stored = (record) =>
  JSON.stringify({
    socketschool: "progress",
    version: 1,
    tryIts: {},
    exercises: { echo: { shout: { failures: 0, ...record } } },
  });

test("a card leads to the code, and shows what is stored of it", async ({ page, playground }) => {
  await page.goto(`${playground.url}/lessons/echo#exercises`);
  const card = page.locator('exercise-card[name="shout"]');
  await expect(card).toContainText("Not begun");
  for (const [record, state, action] of /** @type {const} */ ([
    [{ started: "2026-01-02T10:00:00Z", solved: null }, /Begun on 2 January/, "Go on"],
    [
      { started: "2026-01-02T10:00:00Z", solved: "2026-01-03T10:00:00Z" },
      /Solved on 3 January/,
      "Open again",
    ],
  ])) {
    await page.evaluate((text) => {
      localStorage.setItem("socketschool.progress", text);
      dispatchEvent(new Event("storage")); // as another tab's change comes
    }, stored(record));
    await expect(card).toContainText(state);
    await expect(card.getByRole("link", { name: action })).toBeVisible();
  }
  await expect(page.locator(".bar lesson-progress")).toContainText(/1 of \d+ exercises?/);
  const address = /\?view=code&exercise=shout$/;
  await expect(card.getByRole("link", { name: "Open again" })).toHaveAttribute("href", address);
  // axe.spec.js has the cards as they are at first, and exercise.spec.js follows the link.
  expect(await findings(page, { inside: ['exercise-card[name="shout"]'] })).toEqual([]);
});

test("an exercise goes on from the learner's answer to the one before", async ({
  page,
  playground,
}) => {
  const code = new CodePage(page);
  const open = async (/** @type {string} */ name) => {
    await page.goto(`${playground.url}/lessons/chat?view=code&exercise=${name}`);
    await expect(code.editor()).toBeVisible();
  };
  await open("presence");
  const start = page.getByRole("button", { name: "Start from my answer to “Stage 1: names”" });
  await expect(start).toHaveCount(0);
  await open("names");
  await code.set("package chat // mine\n");
  await open("presence");
  await start.click();
  expect(await code.text()).toBe("package chat // mine\n");
  await expect(code.button("Reset")).toBeEnabled();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a task and its hints can be read", async ({ page, playground }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    const card = page.locator('exercise-card[name="shout"]');
    await expect(card.locator(".exercise-task")).toBeVisible();
    await card.getByText("Hint 1 of 3").click();
    await expect(card.locator(".exercise-hint").first().locator("p")).toBeVisible();
    await expect(card.locator(".exercise-start")).toBeHidden();
  });
});
