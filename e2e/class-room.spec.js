// What an instructor does with a class as a whole, and with who is in it.

import { findings } from "./axe.js";
import { cardOf, test } from "./classroom.js";
import { expect } from "./playground.js";

/** @import { Page } from "@playwright/test" */

/**
 * @param {Page} board
 * @param {string} name of the button that opens a dialog
 */
async function manage(board, name) {
  const panel = board.locator(".manage-panel");
  if (!(await panel.evaluate((/** @type {HTMLDetailsElement} */ element) => element.open)))
    await board.getByText("Manage the class").click();
  await board.getByRole("button", { name }).click();
  return board.getByRole("dialog");
}

test("a learner gets another name, and comes back in another browser", async ({ room }) => {
  const board = await room.instruct();
  const laptop = await room.join("Ada");
  await cardOf(board, "Ada").getByRole("button", { name: "Rename" }).click();
  const dialog = board.getByRole("dialog");
  expect(await findings(board)).toEqual([]);
  await dialog.getByLabel("Name").fill("Instructor");
  await dialog.getByRole("button", { name: "Change the name" }).click();
  await expect(board.getByRole("status")).toContainText("could be taken for the instructor");
  await cardOf(board, "Ada").getByRole("button", { name: "Rename" }).click();
  await dialog.getByLabel("Name").fill("Ada Lovelace");
  await dialog.getByRole("button", { name: "Change the name" }).click();
  await expect(laptop.locator(".member-name")).toHaveText("Ada Lovelace");

  await laptop.getByRole("button", { name: "Raise hand" }).click();
  await cardOf(board, "Ada").getByRole("button", { name: "Hand back" }).click();
  const code = (await board.locator(".manage-code").textContent()) ?? "";
  expect(await findings(board)).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();
  const phone = await room.newPage();
  await phone.goto(room.joinURL);
  await phone.getByText("I was in this class with another browser").click();
  expect(await findings(phone)).toEqual([]);
  await phone.getByLabel("One-time code").fill("baba-baba-baba");
  await phone.getByRole("button", { name: "Be myself again" }).click();
  await expect(phone.getByRole("alert")).toContainText("one-time code");
  await phone.getByLabel("One-time code").fill(code);
  await phone.getByRole("button", { name: "Be myself again" }).click();
  await expect(phone.locator(".member-name")).toHaveText("Ada Lovelace");
  await expect(phone.getByRole("button", { name: "Hand raised" })).toBeVisible();
  await expect(laptop.getByRole("link", { name: "Join a class" })).toBeVisible();
  const reason = laptop.locator(".class-notice");
  await expect(reason).toContainText("You are in the class with another browser now.");
  await expect(board.locator(".member-card")).toHaveCount(1);
});

test("a renewed link ends the pages of the former one", async ({ room }) => {
  const former = await room.instruct();
  const board = await room.instruct();
  await room.join("Ada");
  await expect(cardOf(former, "Ada")).toBeVisible();
  const dialog = await manage(board, "Renew my link");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await dialog.getByRole("button", { name: "Renew my link" }).click();
  const link = (await board.locator(".manage-link").textContent()) ?? "";
  expect(await findings(board)).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(former.getByRole("status")).toContainText("The instructor’s link was renewed");
  await expect(former.locator(".member-card")).toHaveCount(0);

  const grace = await room.join("Grace");
  await expect(cardOf(board, "Grace")).toBeVisible();
  await former.goto(room.instructorURL);
  await expect(former.getByText("This page is for the instructor")).toBeVisible();
  await former.goto(link);
  await expect(cardOf(former, "Grace")).toBeVisible();
  await grace.close();
});

test("a class has a passphrase, is closed, opened and deleted", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  let dialog = await manage(board, "Set a passphrase");
  await dialog.getByLabel("Passphrase").fill("sesame");
  await dialog.getByRole("button", { name: "Set the passphrase" }).click();
  await expect(board.getByRole("button", { name: "Change the passphrase" })).toBeVisible();
  const grace = await room.newPage();
  await grace.goto(room.joinURL);
  await grace.getByLabel("Your name").fill("Grace");
  await grace.getByRole("button", { name: "Join" }).click();
  await expect(grace.getByRole("alert")).toContainText("This class has a passphrase as well.");
  await expect(grace.getByLabel("Passphrase of the class")).toBeFocused();
  await grace.getByLabel("Passphrase of the class").fill("sesame");
  await grace.getByRole("button", { name: "Join" }).click();
  await expect(grace.locator(".member-name")).toHaveText("Grace");

  dialog = await manage(board, "Close the class");
  await dialog.getByRole("button", { name: "Close the class" }).click();
  await expect(ada.locator(".member-name")).toHaveText("Ada: the class is over");
  await manage(board, "Closed: open it again");
  await expect(ada.locator(".member-name")).toHaveText("Ada");

  const wall = await board.context().newPage();
  await wall.goto(`${room.url}/class/projector`);
  dialog = await manage(board, "Delete the class");
  await expect(dialog).toContainText("2 members, with their names");
  expect(await findings(board)).toEqual([]);
  await dialog.getByRole("button", { name: "Delete all of it" }).click();
  await expect(board.getByRole("status")).toContainText("The class was deleted");
  await expect(ada.getByRole("link", { name: "Join a class" })).toBeVisible();
  const reason = ada.locator(".class-notice");
  await expect(reason).toContainText("The class was deleted, with all that the host kept of you.");
  expect(await findings(ada)).toEqual([]);
  await ada.getByRole("button", { name: "Close", exact: true }).click();
  await expect(reason).toHaveCount(0);
  await expect(wall.getByText("This page is for the instructor")).toBeVisible();
  await board.reload();
  await expect(board.getByText("This page is for the instructor")).toBeVisible();
});

test("the projector's page has the code, how many have joined, and no names", async ({ room }) => {
  await room.join("Ada");
  const board = await room.instruct();
  const opened = board.waitForEvent("popup");
  await board.getByRole("link", { name: "Projector’s page" }).click();
  const projector = await opened;
  await expect(projector.getByRole("img", { name: /QR code/ })).toBeVisible();
  await expect(projector.getByText("1 has joined")).toBeVisible();
  await room.join("Grace");
  await expect(projector.getByText("2 have joined")).toBeVisible();
  expect(await projector.content()).not.toMatch(/Ada|Grace/);
  expect(await findings(projector)).toEqual([]);
});
