// The events of a lab, call by call and line by line: the same for the
// same conversation, wherever it runs. UPDATE_GOLDEN=1 writes the golden files
// again, as after a change of the programs' source: look at the difference.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, inEachPlace, test } from "./playground.js";
import { CONVERSATIONS, Timeline, talk } from "./timeline.js";

const golden = path.join(path.dirname(fileURLToPath(import.meta.url)), "golden");
const MB = 1024 * 1024;

inEachPlace(() => {
  for (const [lesson, converse] of Object.entries(CONVERSATIONS)) {
    test(`the table tells a known conversation: ${lesson}`, async ({ openLab }) => {
      const lab = await openLab(lesson);
      const timeline = new Timeline(lab);
      await lab.run();
      await timeline.show("Table");
      await converse(lab);
      const file = path.join(golden, `timeline-${lesson}.txt`);
      const want = await readFile(file, "utf8");
      const facts = async () => {
        const all = (await timeline.facts()).filter((line) => !line.includes("Server time"));
        // How TLS pads and signs is not ours to say.
        const secure = lesson === "secure";
        const said = secure ? all.map((line) => line.replace(/[\d,]+ B/g, "N B")) : all;
        return `${said.join("\n")}\n`;
      };
      if (process.env.UPDATE_GOLDEN) {
        const lines = async () => (await facts()).split("\n").length;
        await expect.poll(lines).toBe(want.split("\n").length);
        await writeFile(file, await facts());
        return;
      }
      await expect.poll(facts).toBe(want);
    });
  }

  test("back pressure: who does not read stops the server's Write", async ({ page, openLab }) => {
    const lab = await openLab();
    const timeline = new Timeline(lab);
    await lab.run();
    const a = await lab.connect("A");
    await a.button("Pause").click();
    await page.evaluate(() => {
      const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
      const [client] = session.clients;
      const watch = { sent: 0, got: 0 };
      const count = (/** @type {Uint8Array} */ { length }) => {
        watch.got += length;
      };
      client.events.on("received", count, new AbortController().signal);
      const send = (/** @type {number} */ bytes) => {
        watch.sent += bytes;
        client.send(new Uint8Array(bytes).fill(120));
      };
      Object.assign(window, { watch, send });
    });
    const watched = () => page.evaluate(() => /** @type {any} */ (window).watch);
    // Until all that lies between the server and who does not read is full.
    await expect(async () => {
      await page.evaluate((bytes) => /** @type {any} */ (window).send(bytes), MB);
      const waits = { timeout: 500 };
      await expect(timeline.head("A")).toHaveAttribute("aria-label", /waiting in Write/, waits);
    }).toPass({ timeout: 20_000, intervals: [0] });
    expect((await watched()).got).toBe(0);
    await a.button("Read on").click();
    await expect.poll(watched, { timeout: 20_000 }).toMatchObject({ got: (await watched()).sent });
    await expect(timeline.head("A")).toHaveAttribute("aria-label", /waiting in Read/);
  });

  test("where the connections stand, for who asks", async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    await talk(await lab.connect("A"), "hello", /received hello/);
    await lab.connect("B");
    const snapshot = () =>
      page.evaluate(async () => {
        const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
        return session.connections();
      });
    await expect.poll(async () => (await snapshot()).connections.length).toBe(2);
    const { seq, accepting, connections } = await snapshot();
    expect(seq).toBeGreaterThan(0);
    const text = await readFile("server/echo/server.go", "utf8");
    const lineOf = (/** @type {string} */ code) =>
      text.split("\n").findIndex((line) => line.includes(code)) + 1;
    expect(accepting.source).toEqual({ file: "server.go", line: lineOf("ln.Accept()") });
    const source = { file: "server.go", line: lineOf("conn.Read(buf)") };
    expect(connections).toMatchObject([
      { conn: 1, call: "read", source, bytesIn: 6, bytesOut: 6 },
      { conn: 2, call: "read", source, bytesIn: 0, bytesOut: 0 },
    ]);
    for (const { peer, since } of connections) {
      expect(peer).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(Math.abs(Date.now() - Date.parse(since))).toBeLessThan(60_000);
    }
  });
});
