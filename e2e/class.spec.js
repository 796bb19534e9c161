// A class: the instructor's browser and those of learners, at once.

import { findings } from "./axe.js";
import { Classroom, cardOf, test } from "./classroom.js";
import { expect } from "./playground.js";

test("learners join, are seen, raise a hand and are removed", async ({ room }) => {
  const board = await room.instruct();
  expect(new URL(board.url()).pathname).toBe("/class");
  await expect(board.getByText("Nobody has joined yet")).toBeVisible();

  const grace = await room.join("Grace");
  const ada = await room.join("<b>Ada</b>");
  const names = board.locator(".member-card-name");
  await expect(names).toHaveCount(2);
  await expect(cardOf(board, "<b>Ada</b>")).toContainText("First page, reads");

  await ada.goto(`${room.url}/lessons/multi`);
  await expect(cardOf(board, "<b>Ada</b>")).toContainText("Many clients");
  await ada.getByRole("button", { name: "Raise hand" }).click();
  await expect(names).toHaveText(["<b>Ada</b>", "Grace"]);
  await expect(cardOf(board, "Ada")).toContainText("hand raised");
  expect(await findings(board)).toEqual([]);

  const lower = cardOf(board, "Ada").getByRole("button", { name: "Lower hand" });
  await expect(lower).toBeInViewport({ ratio: 1 });
  await lower.click();
  await expect(ada.getByRole("button", { name: "Raise hand" })).toBeVisible();

  await cardOf(board, "Grace").getByRole("button", { name: "Remove" }).click();
  await board.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(names).toHaveText(["<b>Ada</b>"]);
  await expect(grace.getByRole("link", { name: "Join a class" })).toBeVisible();
  await expect(grace.locator(".class-notice")).toContainText("Your instructor has removed you");
});

test("a frame of a later version changes nothing for a learner", async ({ room }) => {
  const ada = await room.join("Ada");
  /** @type {import("@playwright/test").WebSocketRoute[]} */
  const sockets = [];
  await ada.routeWebSocket(/api\/member/, (route) => {
    sockets.push(route);
    route.connectToServer();
  });
  await ada.reload();
  await expect(ada.locator(".member-name")).toHaveText("Ada");
  sockets[0]?.send(JSON.stringify({ type: "later" }));
  await ada.getByRole("button", { name: "Raise hand" }).click();
  await expect(ada.getByRole("button", { name: "Hand raised" })).toBeVisible();
  await expect(ada.locator(".member-name")).toHaveText("Ada");
});

test("the order stays under the pointer", async ({ room }) => {
  const board = await room.instruct();
  await room.join("Ada");
  const grace = await room.join("Grace");
  const names = board.locator(".member-card-name");
  await expect(names).toHaveText(["Ada", "Grace"]);
  await names.first().hover();
  await grace.getByRole("button", { name: "Raise hand" }).click();
  await expect(cardOf(board, "Grace")).toContainText("hand raised");
  await expect(names).toHaveText(["Ada", "Grace"]);
  await board.mouse.move(0, 0);
  await expect(names).toHaveText(["Grace", "Ada"]);
});

test("a learner who is stuck is seen, with what they are stuck at", async ({ room }) => {
  test.setTimeout(120_000); // the first build on a host compiles the standard library
  const board = await room.instruct();
  const ada = await room.join("Ada");
  await ada.goto(`${room.url}/lessons/echo?view=code&exercise=shout`);
  const check = ada.getByRole("button", { name: "Check", exact: true });
  for (let times = 1; times <= 3; times++) {
    await check.click();
    await expect(cardOf(board, "Ada").locator(".member-card-failure")).toHaveText(
      times === 1 ? "answers in capital letters" : `answers in capital letters, ${times} times`,
      { timeout: 90_000 },
    );
  }
  await expect(cardOf(board, "Ada")).toHaveAttribute("data-standing", "stuck");
  const obstacles = board.getByRole("heading", { name: "What most are stuck at" }).locator("..");
  await expect(obstacles).toContainText("answers in capital letters");
  await expect(obstacles).toContainText("Ada");
});

test("a class goes on after a restart of the host", async ({ browser, folder, room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  await ada.getByRole("button", { name: "Raise hand" }).click();
  await expect(cardOf(board, "Ada")).toContainText("hand raised");
  await room.end("SIGKILL");
  await expect(board.getByText("The host cannot be reached")).toBeVisible();

  const again = new Classroom(browser, folder, ["--resume"]);
  again.url = room.url;
  await again.start();
  try {
    expect(again.joinURL).toBe(room.joinURL);
    await expect(board.getByText("The host cannot be reached")).toHaveCount(0);
    await expect(cardOf(board, "Ada")).toContainText("hand raised");
    await ada.reload();
    await expect(ada.locator(".member-name")).toHaveText("Ada");
  } finally {
    await again.end();
  }
});

test("a refused form comes back with what was typed", async ({ room }) => {
  const page = await room.newPage();
  await page.goto(`${room.url}/join`);
  await page.getByLabel("Code of the class").fill("zazu-zazu");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("alert")).toContainText("There is no class with the code");
  await expect(page.getByLabel("Your name")).toHaveValue("Ada");
  expect(await findings(page)).toEqual([]);
});
