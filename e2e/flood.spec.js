// What a client that floods the server may cost the page: it learns how much,
// and nothing of it is in disorder.

import { expect, inEachPlace, test } from "./playground.js";

inEachPlace((place) => {
  test("a flood: in order, counted, bounded, and the page answers", async ({ page, openLab }) => {
    test.setTimeout(90_000);
    const seconds = 10;
    const lab = await openLab("multi");
    await lab.run();
    const a = await lab.connect("A");
    const timeline = page.getByRole("region", { name: "Timeline", exact: true });
    await page.evaluate(() => {
      const watch = { seen: 0, skipped: 0, first: 0, last: 0, wrong: 0 };
      const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
      const forever = new AbortController().signal;
      session.events.on(
        "batch",
        (/** @type {{ events: { seq: number }[], skipped: number }} */ { events, skipped }) => {
          watch.first ||= (events[0]?.seq ?? 0) - skipped;
          for (const { seq } of events) {
            if (seq <= watch.last) watch.wrong++;
            watch.last = seq;
            watch.seen++;
          }
          watch.skipped += skipped;
        },
        forever,
      );
      Object.assign(window, { watch });
    });
    // Each short line is a read's worth of work for the server: a log record, a write.
    const flooding = page.evaluate(async (ms) => {
      const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
      const [client] = session.clients;
      const lines = new TextEncoder().encode("x\n".repeat(5000));
      const until = performance.now() + ms;
      while (performance.now() < until && client.live) {
        client.send(lines);
        await new Promise((done) => setTimeout(done, 250));
      }
    }, seconds * 1000);
    /** @type {number[]} */
    const answers = [];
    /** @type {number[]} */
    const nodes = [];
    /** @type {number[]} MB */
    const heaps = [];
    const cdp = await page.context().newCDPSession(page);
    let flooded = false;
    const ended = flooding.then(() => {
      flooded = true;
    });
    while (!flooded) {
      answers.push(await answerTime(page));
      nodes.push(await timeline.locator("*").count());
      if (answers.length === 2) heaps.push(await heapSize(cdp));
    }
    await ended;
    heaps.push(await heapSize(cdp));
    const { seen, skipped, first, last, wrong } = await watched(page);
    const rate = Math.round((last - first) / seconds);
    const slow = answers.filter((ms) => ms > 100).length;
    console.log(
      `flood, ${place}: ${rate} events/s made, ${seen} seen, ${skipped} skipped; input answered in ` +
        `${median(answers)} ms (${slow} of ${answers.length} took over 100 ms, the longest ${Math.max(...answers)}); ${Math.max(...nodes)} nodes in the ` +
        `timeline; heap at the beginning ${heaps[0]} MB, at the end ${heaps.at(-1)} MB`,
    );
    expect(wrong, "events doubled or out of order").toBe(0);
    expect(seen + skipped, "each event is seen, or counted as skipped").toBe(last - first + 1);
    expect(Math.max(...nodes)).toBeLessThan(4000);
    await expect(timeline.locator(".tl-note")).toHaveText(/^The newest \d+ of [\d,]+ events/);
    if (skipped > 0) await expect(timeline.locator(".tl-note")).toHaveText(/skipped/);
    await expect(a.state).toHaveText("open");
  });
});

/** @param {import("@playwright/test").Page} page */
function watched(page) {
  return page.evaluate(() => /** @type {any} */ (window).watch);
}

/**
 * How long a key press waits until the page has drawn what it does, in ms.
 * @param {import("@playwright/test").Page} page
 */
async function answerTime(page) {
  const filter = page.getByRole("searchbox", { name: "Filter the log" });
  await filter.focus();
  await page.evaluate(() => {
    const answer = new Promise((done) => {
      const answered = (/** @type {KeyboardEvent} */ event) => {
        const pressed = event.timeStamp;
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed), 0));
      };
      addEventListener("keydown", answered, { once: true, capture: true });
    });
    Object.assign(window, { answer });
  });
  await page.keyboard.press("Shift");
  return Math.round(await page.evaluate(() => /** @type {any} */ (window).answer));
}

/**
 * @param {import("@playwright/test").CDPSession} cdp
 * @returns {Promise<number>} MB that are in use once the garbage is gone
 */
async function heapSize(cdp) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  return Math.round(usedSize / 1e6);
}

/** @param {number[]} numbers */
function median(numbers) {
  return [...numbers].sort((x, y) => x - y)[Math.floor(numbers.length / 2)];
}
