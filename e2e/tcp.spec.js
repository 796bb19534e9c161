// What TCP knows of the connections, in the lanes' heads and in the panel: the same states
// in either place, from connecting to the end.

import { findings } from "./axe.js";
import { expect, inEachPlace, test } from "./playground.js";
import { Timeline } from "./timeline.js";

/** The panel as a learner finds it. */
class TCP {
  /** @param {import("./playground.js").LabPage} lab */
  constructor({ page }) {
    this.page = page;
    this.panel = page.getByRole("region", { name: "TCP", exact: true });
    this.rows = this.panel.locator(".tcp-connection");
  }

  async unfold() {
    await this.page.getByRole("button", { name: "Unfold TCP" }).click();
  }

  /** @param {string} letter */
  row(letter) {
    return this.rows.filter({ has: this.page.getByRole("heading", { name: letter, exact: true }) });
  }

  /**
   * @param {string} letter
   * @param {"client" | "server"} side
   */
  end(letter, side) {
    return this.row(letter).locator(`[data-side=${side}]`);
  }

  /**
   * @param {string} letter
   * @param {string} client
   * @param {string} server
   */
  async expectStates(letter, client, server) {
    await expect(this.end(letter, "client").locator(".tcp-state")).toHaveText(client);
    await expect(this.end(letter, "server").locator(".tcp-state")).toHaveText(server);
  }
}

const CHUNK = 16 * 1024; // bytes

/**
 * Sends from the first client until the server waits in Write, since the client does not
 * read. What the server has not read by then fits into the buffers: a FIN gets through.
 * @param {import("@playwright/test").Page} page
 */
function fill(page) {
  return page.evaluate(async (bytes) => {
    const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
    for (let sent = bytes, stuck = -1; ; sent += bytes) {
      session.clients[0].send(new Uint8Array(bytes).fill(120));
      for (let isRead = false; !isRead; ) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const { call, bytesIn, bytesOut } = (await session.connections()).connections[0];
        if (call === "write" && bytesOut === stuck) return;
        stuck = call === "write" ? bytesOut : -1;
        isRead = call === "read" && bytesIn === sent;
      }
    }
  }, CHUNK);
}

inEachPlace((place) => {
  test("a connection's states at both ends, from connecting to its end", async ({ openLab }) => {
    const lab = await openLab();
    const timeline = new Timeline(lab);
    const tcp = new TCP(lab);
    await lab.run();
    await expect(tcp.panel.locator(".tcp-content")).toBeHidden();
    await tcp.unfold();
    await expect(tcp.panel.getByRole("button", { name: "Fold TCP" })).toBeFocused();
    await expect(tcp.panel.getByText("The state of each connection")).toBeVisible();
    await expect(tcp.panel).toContainText("No connection.");

    const a = await lab.connect("A");
    await tcp.expectStates("A", "ESTABLISHED", "ESTABLISHED");
    const inHead = timeline.head("A").locator(".tl-tcp");
    await expect(inHead).toContainText("ESTABLISHED");
    const facts = tcp.end("A", "client").locator("dt");
    const path = place === "host" ? ["round trip", "sent again", "window"] : [];
    await expect(facts).toHaveText(["to read", "to send", ...path]);

    // Who does not read has the bytes wait at its end.
    await a.button("Pause").click();
    await fill(lab.page);
    const toRead = tcp.end("A", "client").locator("dd").first();
    await expect(toRead).toHaveText(/^\d+ KiB$/);

    // The server, which waits in Write, learns nothing of the FIN.
    await a.button("Half-close").click();
    await tcp.expectStates("A", "FIN_WAIT2", "⚠ CLOSE_WAIT");
    await expect(tcp.end("A", "server")).toContainText("until it calls Close");
    await expect(inHead).toContainText("⚠ FIN_WAIT2/CLOSE_WAIT");
    await expect(timeline.head("A")).toHaveAttribute("aria-description", /until it calls Close/);

    await a.button("Read on").click();
    await tcp.expectStates("A", "TIME_WAIT", "CLOSED");

    const b = await lab.connect("B");
    await tcp.expectStates("B", "ESTABLISHED", "ESTABLISHED");
    await b.button("Reset").click();
    await expect(tcp.row("B")).toHaveCount(0);

    await lab.connect("C");
    await lab.client("C").button("Close").click();
    await tcp.expectStates("C", "TIME_WAIT", "CLOSED");
    await expect(tcp.end("C", "client")).toContainText("The client has closed it.");

    await lab.stop.click();
    await expect(tcp.panel).toContainText("The server does not run.");
  });

  test("folded away, the panel asks nothing", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    await page.evaluate(() => {
      const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
      const asked = { count: 0 };
      const { tcp } = session;
      session.tcp = () => {
        asked.count++;
        return tcp.call(session);
      };
      Object.assign(window, { asked });
    });
    const asked = () => page.evaluate(() => /** @type {any} */ (window).asked.count);
    await lab.connect("A");
    await expect.poll(asked).toBeGreaterThan(0); // for the lane's head
    await page.getByRole("button", { name: "Fold the timeline" }).click();
    const before = await asked();
    const b = await lab.connect("B");
    await b.send("hello");
    await expect(b.rows.filter({ hasText: "received hello" })).toHaveCount(1);
    expect(await asked()).toBe(before);
    await page.getByRole("button", { name: "Unfold the timeline" }).click();
    await expect.poll(asked).toBeGreaterThan(before);
  });
});

test("axe finds nothing in the panel, with a CLOSE_WAIT that stays", async ({ page, openLab }) => {
  const lab = await openLab();
  const tcp = new TCP(lab);
  await lab.run();
  await tcp.unfold();
  const a = await lab.connect("A");
  await a.button("Pause").click();
  await fill(page);
  await a.button("Half-close").click();
  await tcp.expectStates("A", "FIN_WAIT2", "⚠ CLOSE_WAIT");
  expect(await findings(page, { inside: [".tcp-panel", ".tl-heads"] })).toEqual([]);
});
