// The class's server on the projector's page: 300 connections, folded.

import { once } from "node:events";
import net from "node:net";
import { findings } from "./axe.js";
import { test } from "./classroom.js";
import { expect } from "./playground.js";

/** @import { Page } from "@playwright/test" */

const CLIENTS = 300;

/** @param {Page} board the instructor's page */
async function addressOfServer(board) {
  return board.evaluate(async () => {
    const { server } = await (await fetch("/api/class/joined")).json();
    const { address } = await (await fetch(`/api/labs/${server.id}`)).json();
    return address;
  });
}

/** @param {string} address */
async function connect(address) {
  const [, host, port] = /^(.*):(\d+)$/.exec(address) ?? [];
  const socket = net.connect({ host, port: Number(port) }).resume();
  socket.on("error", () => {}); // when the playground ends
  await once(socket, "connect");
  return socket;
}

/**
 * Takes pictures in both themes, where the environment names a folder for them.
 * @param {Page} projector
 * @param {string} folder
 */
async function shoot(projector, folder) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await projector.emulateMedia({ colorScheme });
    for (const width of [1920, 1280, 390]) {
      await projector.setViewportSize({ width, height: width === 390 ? 844 : (width * 9) / 16 });
      await projector.screenshot({ path: `${folder}/${colorScheme}-${width}.png` });
    }
  }
}

test("300 clients of the class's server fold into counts and a few lanes", async ({ room }) => {
  await room.join("Ada");
  const board = await room.instruct();
  const projector = await board.context().newPage();
  await projector.setViewportSize({ width: 1920, height: 1080 });
  await projector.goto(`${room.url}/class/projector`);
  await expect(projector.getByText("1 has joined")).toBeVisible();
  const server = projector.locator("projector-server");
  await expect(server).toBeHidden();

  await board.getByRole("button", { name: "Start a server for the class" }).click();
  await expect(server.getByRole("heading")).toHaveText(/The class’s server: /);
  await expect(server.locator("dl")).toContainText("clients0");
  const address = await addressOfServer(board);
  const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => connect(address)));
  await expect(server.locator("dl")).toContainText(`clients${CLIENTS}`);
  const lanes = server.getByRole("listitem");
  await expect(lanes).toHaveCount(8);
  await expect(server).toContainText(`and ${CLIENTS - 8} more: ${CLIENTS - 8} wait for bytes`);

  const [sender] = sockets;
  const talk = setInterval(() => sender?.write("a secret word\n"), 200);
  await expect(lanes.filter({ hasText: "sends" })).toHaveCount(1);
  await expect(server.locator("dl")).toContainText(/sent a second[1-9]\S* k?B/);
  await expect(projector.getByRole("img", { name: /QR code/ })).toBeVisible();
  expect(await findings(projector)).toEqual([]);
  const overflow = await projector.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [scrollWidth - innerWidth, scrollHeight - innerHeight];
  });
  expect(overflow, "all of it fits a projector").toEqual([0, 0]);
  expect(await projector.content()).not.toMatch(/Ada|secret/);
  if (process.env.SHOTS) await shoot(projector, process.env.SHOTS);
  clearInterval(talk);

  for (const socket of sockets) socket.destroy();
  await expect(server.locator("dl")).toContainText("clients0");
  await board.getByRole("button", { name: "End it" }).click();
  await expect(server).toBeHidden();
});

test("a name is on the projector while the instructor shows names, and not before", async ({
  room,
}) => {
  const ada = await room.join("Ada");
  const board = await room.instruct();
  await board.getByRole("button", { name: "Start a server for the class" }).click();
  await ada.getByRole("button", { name: "Class server" }).click();
  await ada.getByRole("button", { name: "Connect a client" }).click();
  const projector = await board.context().newPage();
  await projector.goto(`${room.url}/class/projector`);
  const lane = projector.locator("projector-server").getByRole("listitem");
  await expect(lane).toContainText("#1");
  expect(await projector.content()).not.toContain("Ada");
  const names = board.getByRole("button", { name: "Names on the projector" });
  await expect(names).toHaveAttribute("aria-pressed", "false");
  await names.click();
  await expect(names).toHaveAttribute("aria-pressed", "true");
  await expect(lane).toContainText("Ada");
  expect(await findings(projector)).toEqual([]);
  await names.click();
  await expect(lane).toContainText("#1");

  await board.getByRole("button", { name: "Poll", exact: true }).click();
  await board.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(projector.locator("projected-poll")).toContainText("0 of 1 has answered");
  await expect(lane, "beside the poll").toBeInViewport({ ratio: 1 });
  expect(await findings(projector)).toEqual([]);
});
