// A learner's own server, in their tab, on a real TCP port of the host.

import { once } from "node:events";
import net from "node:net";
import { findings } from "./axe.js";
import { test } from "./classroom.js";
import { CodePage } from "./code.js";
import { ACCEPT, server } from "./own-servers.js";
import { ClientCard, expect, LabPage } from "./playground.js";

/** @import { Page } from "@playwright/test" */

/** It answers in capital letters and then echoes, or does what the first line says. */
const SOURCE = server(
  "bufio io strings",
  ACCEPT,
  `
var gate = make(chan bool)

func handle(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	line, _ := r.ReadString('\\n')
	switch line {
	case "reset\\n":
		conn.(interface{ SetLinger(int) error }).SetLinger(0)
		return
	case "hold\\n":
		<-gate
	case "who\\n":
		line = conn.RemoteAddr().String() + "\\n"
	case "open\\n":
		close(gate)
	}
	io.WriteString(conn, strings.ToUpper(line))
	io.Copy(conn, r)
	io.WriteString(conn, "bye")
}
`,
);

const CHUNK = 16 * 1024; // bytes

class Terminal {
  received = Buffer.alloc(0);

  /** @param {net.Socket} socket */
  constructor(socket) {
    this.socket = socket;
    this.closed = once(socket, "close").catch((error) => error);
  }

  /** @param {string} address */
  static async dial(address) {
    const [, host, port] = /^nc (\S+) (\d+)$/.exec(address) ?? [];
    const socket = net.connect({ host, port: Number(port), allowHalfOpen: true });
    await once(socket, "connect");
    return new Terminal(socket);
  }

  /** Begins to read. */
  read() {
    this.socket.on("data", (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
    });
    return this;
  }

  get text() {
    return this.received.toString();
  }

  /** Bytes of send that the system has taken. */
  sent = 0;

  /** @param {Buffer} data */
  async send(data) {
    for (let at = 0; at < data.length; at += CHUNK) {
      const chunk = data.subarray(at, at + CHUNK);
      await new Promise((taken) => this.socket.write(chunk, taken));
      this.sent += chunk.length;
    }
  }

  /** Waits until the other side takes no more, and returns how much it has taken. */
  async stalled() {
    let before = -1;
    const isAtRest = () => {
      const same = this.sent === before;
      before = this.sent;
      return same;
    };
    await expect.poll(isAtRest, { intervals: [700] }).toBe(true);
    return this.sent;
  }
}

/**
 * Runs SOURCE in a learner's tab and publishes it.
 * @param {Page} page
 * @returns {Promise<string>} the command that connects to it
 */
async function publish(page) {
  const code = await CodePage.open(page);
  await code.set(SOURCE);
  await code.run.click();
  await expect(new LabPage(page, "tab").state).toHaveText("listening", { timeout: 120_000 });
  await page.getByRole("button", { name: "Publish …" }).click();
  return publishFrom(page);
}

/**
 * Publishes what runs, from the open panel.
 * @param {Page} page
 * @returns {Promise<string>} the command that connects to it
 */
async function publishFrom(page) {
  const panel = page.getByRole("region", { name: "Servers of the class" });
  await panel.getByRole("button", { name: "Publish my server" }).click();
  return (await panel.locator(".publish-text code").textContent()) ?? "";
}

test("a terminal talks to a learner's server", async ({ room }) => {
  test.setTimeout(240_000); // the first build on a host compiles the standard library
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const grace = await room.join("Grace");
  await ada.goto(`${room.url}/lessons/echo`);
  await expect(ada.getByRole("button", { name: "Publish" })).toHaveCount(0);
  await board.getByRole("button", { name: "Let learners publish servers" }).click();
  const address = await publish(ada);
  expect(await findings(ada)).toEqual([]);
  await expect(board.getByText("Ada publishes a server of Echo")).toBeVisible();

  await test.step("echo and half-close", async () => {
    const nc = (await Terminal.dial(address)).read();
    nc.socket.write("hello\n");
    await expect.poll(() => nc.text).toBe("HELLO\n");
    const who = (await Terminal.dial(address)).read();
    who.socket.end("who\n");
    await expect.poll(() => who.text).toBe(`127.0.0.1:${who.socket.localPort}\nbye`);
    nc.socket.end("rest\n");
    await nc.closed;
    expect(nc.text).toBe("HELLO\nrest\nbye");
  });

  await test.step("reset, by either side", async () => {
    const nc = (await Terminal.dial(address)).read();
    nc.socket.write("reset\n");
    expect(await nc.closed).toMatchObject({ code: "ECONNRESET" });
    const other = (await Terminal.dial(address)).read();
    other.socket.write("hello\n");
    await expect.poll(() => other.text).toBe("HELLO\n");
    other.socket.resetAndDestroy();
    const log = new LabPage(ada, "tab").log;
    await expect(ada.locator(".publish-text")).toContainText("0 connections");
    await expect(log).toBeVisible();
  });

  await test.step("5 MB with back pressure, both ways", async () => {
    const data = Buffer.alloc(5 << 20, "0123456789abcdef");
    const nc = await Terminal.dial(address);
    nc.socket.write("hold\n");
    const sent = nc.send(data);
    const held = await nc.stalled();
    // Up to 4 MB of it are in the terminal's own socket: relay_test.go has the bound.
    expect(held, "bytes for a server that does not read").toBeLessThan(data.length);
    const opener = (await Terminal.dial(address)).read();
    opener.socket.end("open\n");
    await opener.closed;
    await expect.poll(() => nc.sent).toBeGreaterThan(held);
    await nc.stalled(); // the terminal has not read anything yet
    nc.read();
    await sent;
    nc.socket.end();
    await nc.closed;
    expect(nc.received.length).toBe(data.length + "HOLD\nbye".length);
    expect(nc.received.subarray(5, 5 + data.length).equals(data)).toBe(true);
  });

  await test.step("a classmate's page", async () => {
    await grace.getByRole("button", { name: "Class server" }).click();
    const panel = grace.getByRole("region", { name: "Servers of the class" });
    await expect(panel.getByRole("heading", { name: "Ada’s server" })).toBeVisible();
    await panel.getByRole("button", { name: "Connect a client" }).click();
    const client = new ClientCard(panel.getByRole("group", { name: "Client R1" }));
    await client.send("hello");
    await expect(client.card.getByText(/HELLO/)).toBeVisible();
    expect(await findings(grace)).toEqual([]);
    await ada.getByRole("tab", { name: "Timeline" }).click();
    await expect(ada.getByRole("img", { name: /^Grace: / })).toBeVisible();
  });

  await test.step("the server starts again, and keeps its port", async () => {
    const before = (await Terminal.dial(address)).read();
    before.socket.write("hello\n");
    await expect.poll(() => before.text).toBe("HELLO\n");
    await new LabPage(ada, "tab").restart.click();
    expect(await before.closed).toMatchObject({ code: "ECONNRESET" });
    const text = ada.locator(".publish-text");
    await expect(text).toContainText("Published, 0 connections.");
    await expect(text.locator("code")).toHaveText(address);
    const after = (await Terminal.dial(address)).read();
    after.socket.end("again\n");
    await expect.poll(() => after.text).toBe("AGAIN\nbye");
  });

  await test.step("the page goes, and the port refuses", async () => {
    const nc = (await Terminal.dial(address)).read();
    nc.socket.write("hello\n");
    await expect.poll(() => nc.text).toBe("HELLO\n");
    await ada.close();
    expect(await nc.closed).toMatchObject({ code: "ECONNRESET" });
    await expect(Terminal.dial(address)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(board.getByText("Ada publishes")).toHaveCount(0);
  });
});

test("the lesson's own server is published where it runs in the tab", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  await board.getByRole("button", { name: "Let learners publish servers" }).click();
  await ada.goto(`${room.url}/lessons/echo`);
  await ada.getByRole("button", { name: "Publish a server" }).click();
  const text = ada.locator(".publish-text");
  await expect(text).toContainText("Run this lesson’s server in this tab first");
  const host = new LabPage(ada);
  await host.run();
  await expect(text).toContainText("This server runs on the host.");
  await expect(ada.getByRole("button", { name: "Publish my server" })).toBeDisabled();
  await host.stop.click();
  await host.tab.click();
  const lab = new LabPage(ada, "tab");
  await lab.start.click();
  await expect(lab.state).toHaveText("listening");
  const address = await publishFrom(ada);
  const nc = (await Terminal.dial(address)).read();
  nc.socket.end("hello");
  await expect.poll(() => nc.text).toBe("hello");
  await lab.stop.click();
  await expect(text).toContainText("its port is closed");
  await expect(Terminal.dial(address)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
