// A poll of a class: asked in one browser, answered in others, shown on the projector's page.

import { findings } from "./axe.js";
import { Classroom, test } from "./classroom.js";
import { expect } from "./playground.js";

/** @import { Page } from "@playwright/test" */

/**
 * @param {Page} board
 * @param {string | RegExp} question
 */
async function ask(board, question) {
  const bar = board.getByRole("group", { name: "Lead the class" });
  await bar.getByRole("button", { name: "Poll" }).click();
  const select = board.getByLabel("Question to all pages");
  const option = select.locator("option", { hasText: question });
  await select.selectOption((await option.getAttribute("value")) ?? "");
  await select.press("Tab");
  await board.keyboard.press("Enter");
}

/** @param {Page} page */
function notices(page) {
  return page.getByRole("complementary", { name: "From your instructor" });
}

/** @param {Page} board */
function pollOf(board) {
  return board.getByRole("region", { name: "Poll" });
}

/** @param {Page} page */
function bars(page) {
  return page.locator(".poll-bars li");
}

const CHOICES = "How many clients receive it";
const WORDS = "Is its answer lost";

test("a question with choices is asked, answered, closed and run", async ({ room }) => {
  test.setTimeout(150_000);
  const board = await room.instruct();
  const wall = await board.context().newPage();
  await wall.goto(`${room.url}/class/projector`);
  const [ada, grace, alan] = [
    await room.join("Ada"),
    await room.join("Grace"),
    await room.join("Alan"),
  ];
  await grace.goto(`${room.url}/lessons/broadcast`);
  await alan.goto(`${room.url}/lessons/broadcast`);
  await expect(board.locator(".member-card").filter({ hasText: "Broadcast to" })).toHaveCount(2);
  const opener = board.getByRole("button", { name: "Poll", exact: true });
  await opener.click();
  const select = board.getByLabel("Question to all pages");
  await expect(select).toBeFocused();
  await expect(select.locator("option").first(), "the room is there").toContainText(CHOICES);
  expect(await findings(board)).toEqual([]);
  await opener.click();
  await ask(board, CHOICES);

  const poll = pollOf(board);
  await expect(poll).toContainText("0 of 3 have answered");
  for (const page of [ada, grace]) {
    await expect(notices(page)).toContainText(CHOICES);
    await expect(page.locator("div[aria-live=polite]")).toContainText("Your instructor asks: A, B");
  }
  expect(await findings(ada)).toEqual([]);
  const choice = ada.getByRole("radiogroup", { name: CHOICES }).getByRole("radio");
  await choice.first().focus();
  await ada.keyboard.press("ArrowDown");
  await ada.keyboard.press("Enter"); // sends it
  await expect(notices(ada)).toContainText("You have answered");
  await expect(notices(ada)).toContainText("Two");
  await notices(grace).getByRole("radio", { name: "Three" }).check();
  await notices(grace).getByRole("button", { name: "Send my answer" }).click();
  await expect(poll).toContainText("2 of 3 have answered");
  await expect(bars(board).nth(1)).toHaveText(/^Two1 · 50 %/);
  await expect(bars(wall).nth(2)).toHaveText(/^Three1 · 50 %/);
  expect(await findings(board)).toEqual([]);
  expect(await findings(wall)).toEqual([]);

  await ada.reload();
  await notices(ada).getByRole("button", { name: "Change my answer" }).press("Enter");
  await expect(notices(ada).getByRole("radio", { name: "Two" })).toBeFocused();
  await ada.keyboard.press("ArrowDown");
  await ada.keyboard.press("Enter");
  await expect(bars(board).nth(2)).toHaveText(/^Three2 · 100 %/);
  await notices(alan).getByRole("button", { name: "Later" }).click();
  await expect(notices(alan)).toBeHidden();

  await ada.getByRole("button", { name: "Change my answer" }).click();
  await notices(ada).getByRole("radio", { name: "One" }).check();
  await ada.route("**/api/member/answer", async (route) => {
    await poll.getByRole("button", { name: "Close the poll" }).click();
    await expect(notices(ada)).toContainText("What the class says");
    await route.continue();
  });
  await notices(ada).getByRole("button", { name: "Send my answer" }).click();
  await expect(notices(ada)).toContainText("Your answer came after the poll was closed");
  await expect(poll.getByRole("button", { name: "Put away" })).toBeFocused();
  for (const page of [ada, grace, alan]) await expect(bars(page).nth(2)).toContainText("2 · 100 %");
  await expect(bars(ada).nth(2)).toContainText("yours");
  await expect(wall.locator("projected-poll")).toContainText("The poll is closed.");
  for (const page of [ada, wall]) {
    expect(await findings(page)).toEqual([]);
    await expect(page.locator("main, aside").getByText("Grace")).toHaveCount(0);
  }
  await notices(ada).getByRole("link", { name: "Run it" }).click();
  await expect(ada).toHaveURL(`${room.url}/lessons/broadcast#try-speak-to-everybody`);
  await expect(ada.locator("#try-speak-to-everybody input:checked")).toBeChecked();
  await expect(notices(ada)).toHaveCount(0);
  await grace.getByRole("button", { name: "Close the result" }).click();
  await grace.reload();
  await expect(grace.locator(".member-name")).toHaveText("Grace");
  await expect(notices(grace)).toHaveCount(0);
  await poll.getByRole("button", { name: "Put away" }).click();
  await expect(poll).toHaveCount(0);
  await expect(notices(alan)).toHaveCount(0);
  await expect(wall.locator("projected-poll")).toBeHidden();
});

test("answers in own words are one bar when alike, and seen when shown", async ({
  browser,
  folder,
  room,
}) => {
  test.setTimeout(150_000);
  const board = await room.instruct();
  const wall = await board.context().newPage();
  await wall.goto(`${room.url}/class/projector`);
  const [ada, grace, alan] = [
    await room.join("Ada"),
    await room.join("Grace"),
    await room.join("Alan"),
  ];
  await ask(board, WORDS);
  const answer = async (/** @type {Page} */ page, /** @type {string} */ text) => {
    await notices(page).getByRole("textbox", { name: WORDS }).fill(text);
    await page.keyboard.press("Enter");
    await expect(notices(page)).toContainText("You have answered");
  };
  await answer(ada, "the EOF");
  await answer(grace, "  The eof ");
  await answer(alan, "<b>Ada</b> knows");
  await expect(bars(board)).toHaveCount(2);
  await expect(bars(board).nth(1)).toContainText("<b>Ada</b> knows");
  await expect(wall.locator("projected-poll")).toContainText("3 of 3 have answered, in their own");
  await expect(bars(wall)).toHaveCount(0);
  const show = bars(board).first().getByRole("button", { name: "Show to all" });
  await show.press("Enter");
  await expect(show).toHaveAttribute("aria-pressed", "true");
  await expect(bars(wall).first()).toContainText(/the eof/i);
  await expect(bars(wall).nth(1)).toHaveText(/^Other answers1 · 33 %/);
  await expect(wall.locator("main")).not.toContainText("Ada");
  expect(await findings(board)).toEqual([]);
  expect(await findings(wall)).toEqual([]);

  await room.end("SIGKILL");
  const again = new Classroom(browser, folder, ["--resume"]);
  again.url = room.url;
  await again.start();
  try {
    await expect(board.getByText("The host cannot be reached")).toHaveCount(0);
    await expect(pollOf(board)).toContainText("3 of 3 have answered");
    await pollOf(board).getByRole("button", { name: "Close the poll" }).click();
    await grace.reload();
    await expect(bars(grace).first()).toContainText("2 · 67 %");
    await expect(notices(grace)).not.toContainText("knows");
    const exported = await (await board.request.get(`${room.url}/api/class/export.json`)).json();
    expect(exported.polls).toHaveLength(1);
    expect(exported.polls[0]).toMatchObject({ answers: 3, bars: [{ count: 2 }, { count: 1 }] });
  } finally {
    await again.end();
  }
});
