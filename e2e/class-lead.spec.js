// An instructor leads a class: what is said in one browser is seen in those of learners.

import { findings } from "./axe.js";
import { test } from "./classroom.js";
import { CodePage } from "./code.js";
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
    await expect(page.locator("div[aria-live=polite]")).toContainText(
      "Your instructor says: We go",
    );
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

test("everybody is brought to a section, or stays", async ({ room }) => {
  const board = await room.instruct();
  const [ada, grace] = [await room.join("Ada"), await room.join("Grace")];
  await grace.goto(`${room.url}/lessons/multi`);
  const code = await CodePage.open(grace);
  await code.set("// mine\n");
  const gather = async (/** @type {string} */ place) => {
    await open(board, "Everybody here");
    await board.getByLabel("Where all come to").selectOption({ label: place });
    await board.getByRole("button", { name: "Bring everybody" }).click();
  };
  const { height = 0 } = grace.viewportSize() ?? {};
  await grace.mouse.move(60, height - 40); // where the offer appears: that alone does not hold it
  await gather("Send, then half-close");
  const at = `${room.url}/lessons/echo#send-then-half-close`;
  const words = "An echo server: Send, then half-close";
  await expect(notices(ada)).toContainText(words);
  await notices(ada).hover();
  await expect(notices(ada)).toContainText("waits while you are here");
  await expect(notices(grace)).toContainText(words);
  await expect(grace, "by itself").toHaveURL(at, { timeout: 20_000 });
  expect(await findings(ada)).toEqual([]);
  await ada.getByRole("link", { name: "Go there" }).click();
  await expect(ada).toHaveURL(at);
  await expect(notices(ada)).toHaveCount(0);
  await grace.goBack();
  await expect(notices(grace)).toHaveCount(0);
  await expect.poll(() => new CodePage(grace).text()).toContain("// mine");

  await gather("Exercise: Shout in UTF-8");
  await ada.getByRole("button", { name: "Stay here" }).click();
  await expect(notices(ada)).toHaveCount(0);
  await ada.reload();
  await expect(ada.locator(".member-name")).toHaveText("Ada");
  await expect(notices(ada)).toHaveCount(0);
  await expect(ada).toHaveURL(at);
  const late = await room.join("Late");
  await expect(notices(late)).toContainText("An echo server: Exercise: Shout in UTF-8");
  await late.getByRole("link", { name: "Go there" }).click();
  await expect(late).toHaveURL(`${room.url}/lessons/echo?view=code&exercise=shout`);
});

test("code that is pushed is offered, and replaces no draft by itself", async ({ room }) => {
  const board = await room.instruct();
  const lesson = await board.context().newPage();
  await lesson.goto(`${room.url}/lessons/echo`);
  const code = await CodePage.open(lesson);
  await code.edit("4096", "1024");
  await code.button("Share").click();
  const link = await lesson.getByRole("textbox", { name: "Link" }).inputValue();
  const [ada, late] = [await room.join("Ada"), await room.join("Late")];
  await ada.goto(`${room.url}/lessons/echo`);
  const mine = await CodePage.open(ada);
  await mine.edit("4096", "77");
  await expect(mine.state).toHaveText("draft kept in this browser");

  await open(board, "Push code");
  await board.getByLabel("Link with the code").fill(`${room.url}/lessons/echo`);
  await board.keyboard.press("Enter");
  await expect(board.getByText("This is no link with code")).toBeVisible();
  await board.getByLabel("Link with the code").fill(link);
  await board.keyboard.press("Enter");
  await expect(board.getByRole("listitem").filter({ hasText: "Pushed code" })).toBeVisible();

  await expect(notices(ada)).toContainText("Code for An echo server");
  expect(await findings(ada)).toEqual([]);
  expect(await mine.text()).toContain("77");
  await notices(ada).getByRole("button", { name: "Open" }).click();
  const notice = ada.getByRole("group", { name: "Notice" });
  await expect(notice).toContainText("Code from your instructor: read it before you run it.");
  await notice.getByRole("button", { name: "Replace my draft with it" }).click();
  expect(await mine.text()).toContain("1024");
  await expect(notices(ada)).toHaveCount(0);
  await mine.button("Undo reset").click();
  await expect.poll(() => mine.text()).toContain("77");

  await notices(late).getByRole("button", { name: "Later" }).click();
  await expect(late.getByText("Your instructor’s version")).toHaveCount(0);
  await late.reload();
  const again = late.getByRole("button", { name: "Pushed code" });
  await expect(again).toBeVisible();
  await expect(notices(late)).toHaveCount(0);
  expect(await findings(late)).toEqual([]);
  const size = late.viewportSize() ?? { width: 1280, height: 720 };
  await late.setViewportSize({ width: 390, height: 844 });
  await expect(again, "on a phone").toBeInViewport({ ratio: 1 });
  await late.setViewportSize(size);
  await again.click();
  await expect(notices(late)).toContainText("Code for An echo server");
  await expect(notices(late).getByRole("button", { name: "Open" })).toBeFocused();
  await board.getByRole("button", { name: "Take back" }).click();
  await expect(notices(late)).toHaveCount(0);
});

test("notices take room, cover nothing and stay small on a phone", async ({ room }) => {
  const board = await room.instruct();
  for (const name of ["Carla", "Dmitri", "Edsger", "Frances"]) await room.join(name);
  const ada = await room.join("Ada");
  await ada.setViewportSize({ width: 390, height: 844 });
  await ada.goto(`${room.url}/lessons/echo`);
  const code = await CodePage.open(ada);
  const bottom = await code.run.boundingBox();
  await open(board, "Message");
  await board.getByLabel("Message to all pages").fill("We go on at eleven. ".repeat(20));
  await board.getByRole("button", { name: "Send" }).click();
  await expect(notices(ada)).toContainText("We go on at eleven.");
  await open(board, "Poll");
  await board.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(notices(ada)).toContainText("Your instructor asks");
  const strip = await notices(ada).boundingBox();
  expect(strip?.height).toBeLessThan(844 * 0.41);
  expect(await code.run.boundingBox(), "the editor's foot stays").toEqual(bottom);
  await code.run.click({ trial: true });
  const lesson = ada.getByRole("navigation", { name: "Lessons" }).locator("[aria-current]");
  expect((await lesson.boundingBox())?.width).toBeGreaterThan(48);
  expect(await findings(ada)).toEqual([]);

  const first = board.locator(".member-card").first();
  for (const width of [1280, 1440]) {
    await board.setViewportSize({ width, height: 800 });
    await expect(first, "members are on the first screen").toBeInViewport({ ratio: 1 });
  }
  expect(await findings(board)).toEqual([]);
});
