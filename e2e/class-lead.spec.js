// An instructor leads a class: what is said in one browser is seen in those of learners.

import { findings } from "./axe.js";
import { test } from "./classroom.js";
import { expect } from "./playground.js";

/** @import { Page } from "@playwright/test" */

/**
 * Opens a form of the instructor's page.
 * @param {Page} board
 * @param {string} name
 */
async function open(board, name) {
  const bar = board.getByRole("group", { name: "Lead the class" });
  await bar.getByRole("button", { name }).click();
}

/** @param {Page} page */
function notices(page) {
  return page.getByRole("complementary", { name: "From your instructor" });
}

test("a message is shown on all pages until it is closed", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const grace = await room.join("Grace");
  await grace.goto(`${room.url}/lessons/echo`);
  await open(board, "Message");
  const text = board.getByLabel("Message to all pages");
  await expect(text).toBeFocused();
  expect(await findings(board)).toEqual([]);
  await text.fill("We go on at <b>11:00</b>");
  await board.getByRole("button", { name: "Send" }).click();
  await expect(board.getByRole("listitem").filter({ hasText: "We go on at" })).toBeVisible();
  for (const page of [ada, grace]) {
    await expect(notices(page)).toContainText("We go on at <b>11:00</b>");
    await expect(page.locator("div[aria-live=polite]")).toContainText("Your instructor says: We go");
  }
  expect(await findings(grace)).toEqual([]);

  await grace.getByRole("button", { name: "Close the message" }).click();
  await expect(notices(grace)).toHaveCount(0);
  await grace.reload();
  await expect(grace.locator(".member-name")).toHaveText("Grace");
  await expect(notices(grace)).toHaveCount(0);
  await open(board, "Message");
  await text.fill("Lunch");
  await text.press("Tab");
  await board.keyboard.press("Enter");
  await expect(notices(grace)).toContainText("Lunch");

  const late = await room.join("Late");
  await expect(notices(late)).toContainText("Lunch");
  await board.getByRole("button", { name: "Take back" }).click();
  for (const page of [ada, grace, late]) await expect(notices(page)).toHaveCount(0);
});

test("a pause stops input, and leaves the text to be read", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  await ada.goto(`${room.url}/lessons/echo`);
  const guess = ada.getByLabel("Your guess").first();
  await guess.fill("one");
  await open(board, "Eyes front");
  await board.getByLabel("A word that all pages show").fill("Look at the projector");
  await board.getByRole("button", { name: "Pause all pages" }).click();

  const band = ada.getByRole("alert");
  await expect(band).toContainText("Look at the projector");
  await expect(board.getByRole("button", { name: "End the pause" })).toBeVisible();
  await expect(guess).not.toBeFocused();
  await ada.keyboard.type("two");
  await guess.click();
  await ada.keyboard.type("three");
  await guess.evaluate((/** @type {HTMLElement} */ field) => field.focus());
  await ada.keyboard.type("four");
  await expect(guess).toHaveValue("one");
  const theme = ada.locator("theme-toggle button").first();
  await theme.focus();
  await ada.keyboard.press("Enter");
  await expect(theme).toBeFocused();
  await expect(ada.locator("html")).not.toHaveAttribute("data-theme", /./);
  const before = await ada.evaluate(() => scrollY);
  await ada.mouse.move(300, 500);
  await ada.mouse.wheel(0, 600);
  await expect.poll(() => ada.evaluate(() => scrollY)).toBeGreaterThan(before);
  expect(await findings(ada)).toEqual([]);

  await ada.reload();
  await expect(band).toContainText("Look at the projector");
  await board.getByRole("button", { name: "End the pause" }).click();
  await expect(band).toHaveCount(0);
  await guess.fill("five");
  await expect(guess).toHaveValue("five");
});

test("a pause ends when the class is over, or the host away", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const pause = async () => {
    await open(board, "Eyes front");
    await board.keyboard.press("Enter");
    await expect(ada.getByRole("alert")).toContainText("Your instructor asks for your attention");
  };
  const close = (/** @type {boolean} */ closed) =>
    board.request.patch(`${room.url}/api/class`, { data: { closed } });
  await pause();
  await close(true);
  await expect(ada.getByRole("alert")).toHaveCount(0);
  await close(false);

  await ada.clock.install();
  await ada.reload();
  await board.request.delete(`${room.url}/api/class/pause`);
  await expect(ada.getByRole("alert")).toHaveCount(0);
  await pause();
  await room.end("SIGKILL");
  await ada.clock.fastForward(61_000);
  await expect(ada.getByRole("alert")).toHaveCount(0);
});
