// What the tab cannot do as the host does, one by one: that the page says so
// where it matters, and that it is so. The ids are those of the one list.

import { once } from "node:events";
import { connect } from "node:net";
import { LIMITATIONS } from "../static/transport/tab/limitations.js";
import { giveFaults, test } from "./faults.js";
import { expect, inEachPlace } from "./playground.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("./playground.js").LabPage} LabPage */

/** @param {string} id */
function textOf(id) {
  const { text = "" } = LIMITATIONS.find((limitation) => limitation.id === id) ?? {};
  return text;
}

/** own-server.spec.js has the last two: the lessons' servers have neither. */
const tested = ["reach", "lifetime", "buffers", "cores", "memory", "files", "network"];

test("each difference has its test", () => {
  expect(LIMITATIONS.map(({ id }) => id)).toEqual(tested);
});

inEachPlace((place) => {
  const tab = place === "tab";

  test("reach: who listens at the address, for a program outside", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    const command = page.getByRole("button", { name: /^Copy the command/ });
    await expect(command).toHaveCount(tab ? 0 : 1);
    await expect(page.locator(".lab-aside", { hasText: textOf("reach") })).toHaveCount(tab ? 1 : 0);
    const address = (await page.locator(".lab-address").textContent()) ?? "";
    const outside = connect(Number(address.slice(address.lastIndexOf(":") + 1)), "127.0.0.1");
    const met = await once(outside, "connect").then(
      () => "connected",
      ({ code }) => code,
    );
    outside.destroy();
    // Another program may listen there; the page's lab has heard of its own client alone.
    if (tab) await lab.connect("A");
    else expect(met).toBe("connected");
    await expect(lab.rows.filter({ hasText: "accepted" })).toHaveCount(1);
  });

  test("lifetime: what a reload leaves", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    const said = page.locator(".clients-empty", { hasText: textOf("lifetime") });
    await expect(said).toHaveCount(tab ? 1 : 0);
    await page.reload();
    if (!tab) return expect(lab.state).toHaveText("listening");
    await expect(lab.notice).toHaveText(/loaded anew.*ended with it/);
    await lab.notice.getByRole("button", { name: "Start again" }).click();
    await expect(lab.state).toHaveText("listening");
    await expect(lab.notice).toBeHidden();
  });

  test("buffers: how much fits between a server and who does not read", async ({
    page,
    openLab,
  }) => {
    const lab = await openLab();
    const timeline = new Timeline(lab);
    await lab.run();
    const a = await lab.connect("A");
    await a.button("Pause").click();
    const size = 300_000;
    await page.evaluate((bytes) => {
      const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
      session.clients[0].send(new Uint8Array(bytes).fill(120));
    }, size);
    const written = () =>
      page.evaluate(async () => {
        const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
        return (await session.connections()).connections[0].bytesOut;
      });
    const note = timeline.panel.locator(".tl-note", { hasText: textOf("buffers") });
    if (tab) {
      await expect(timeline.head("A")).toHaveAttribute("aria-label", /waiting in Write/);
      expect(await written()).toBeLessThan(150_000);
      await expect(note).toHaveCount(1);
    } else {
      await expect.poll(written).toBe(size);
      await expect(note).toHaveCount(0);
    }
  });
});

test.describe("in the tab, a server that asks for too much", () => {
  test.use({ place: "tab" });

  test.beforeEach(giveFaults);

  /**
   * Two clients, of whom the first makes the server do it.
   * @param {LabPage} lab
   * @param {string} fault
   */
  async function provoke(lab, fault) {
    await lab.run();
    const a = await lab.connect("A");
    const b = await lab.connect("B");
    await a.send(fault);
    await expect(lab.rows.filter({ hasText: `about to ${fault}` })).toHaveCount(1);
    return b;
  }

  test("cores: while one goroutine never waits, no other runs", async ({ openLab }) => {
    const lab = await openLab();
    const b = await provoke(lab, "loop");
    await b.send("is anybody there?");
    await expect(lab.notice).toHaveText(/nothing else could run/);
    await expect(b.rows.filter({ hasText: "received" })).toHaveCount(0);
  });

  test("memory: with more than it may have, the server ends", async ({ openLab }) => {
    const lab = await openLab();
    await provoke(lab, "memory");
    await expect(lab.notice).toHaveText(/256 MB/, { timeout: 20_000 }); // which take their time
    expect(textOf("memory")).toMatch(/256 MB/);
  });
});
