// The server that the instructor starts for the whole room.

import { findings } from "./axe.js";
import { test } from "./classroom.js";
import { ClientCard, expect } from "./playground.js";

/** @import { Page } from "@playwright/test" */

/** @param {Page} page of a learner */
async function openPanel(page) {
  await page.getByRole("button", { name: "Class server" }).click();
  return page.getByRole("region", { name: "Servers of the class" });
}

test("a learner's page connects to the class's server with one click", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const grace = await room.join("Grace");
  await grace.goto(`${room.url}/lessons/echo`);
  await expect(ada.getByRole("button", { name: "Class server" })).toHaveCount(0);
  await board.getByRole("button", { name: "Start a server for the class" }).click();

  const connect = async (/** @type {Page} */ page) => {
    const panel = await openPanel(page);
    await panel.getByRole("button", { name: "Connect a client" }).click();
    const client = new ClientCard(panel.getByRole("group", { name: "Client R1" }));
    await expect(client.state).toHaveText("open");
    expect(await findings(page)).toEqual([]);
    return client;
  };
  const adas = await connect(ada);
  const graces = await connect(grace);
  await adas.send("hello from Ada");
  await expect(graces.card.getByText("hello from Ada")).toBeVisible();
  const timeline = board.getByRole("region", { name: "Timeline" });
  await expect(timeline.getByText("hello from Ada").first()).toBeVisible();
  expect(await findings(board)).toEqual([]);

  await board.reload();
  await expect(timeline.getByText("hello from Ada").first()).toBeVisible();
  await board.getByRole("button", { name: "End it" }).click();
  await expect(adas.state).toHaveText("server stopped");
  await expect(timeline).toHaveCount(0);
});

test("the panel works by keyboard alone", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  await board.getByRole("button", { name: "Start a server for the class" }).click();
  const open = ada.getByRole("button", { name: "Class server" });
  await open.focus();
  await ada.keyboard.press("Enter");
  await ada.keyboard.press("Tab");
  await expect(ada.getByRole("button", { name: "Close", exact: true })).toBeFocused();
  await ada.keyboard.press("Tab");
  await ada.keyboard.press("Enter");
  await expect(ada.getByRole("textbox", { name: "Message of client R1" })).toBeFocused();
  await ada.keyboard.press("Escape");
  await expect(open).toBeFocused();
  await expect(ada.getByRole("region", { name: "Servers of the class" })).toBeHidden();
});
