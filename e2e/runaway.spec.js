// Servers in the tab that do what no server should: the page goes on, says
// which of these it was, keeps what was logged, and starts again. The module is
// the real one, with a server that does it on request.

import { giveFaults, test } from "./faults.js";
import { expect } from "./playground.js";

test.use({ place: "tab" });

test.beforeEach(giveFaults);

/** @type {{ fault: string, words: RegExp, timeout?: number }[]} */
const FAULTS = [
  { fault: "loop", words: /endless loop/i },
  { fault: "gosched", words: /never waits.*Gosched/ },
  { fault: "recurse", words: /recursion went too deep/ },
  { fault: "memory", words: /Out of memory.*256 MB/, timeout: 20_000 }, // to use up so much
  { fault: "panic", words: /panic: on purpose/ },
  { fault: "goroutine-panic", words: /panic: on purpose, in a goroutine/ },
  { fault: "exit", words: /exit code 3/ },
];

for (const { fault, words, timeout } of FAULTS) {
  test(`${fault}: the page says so, and goes on`, async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.send("hello");
    await expect(a.rows.last()).toHaveText("received hello⏎");
    await a.send(fault);
    await expect(lab.rows.filter({ hasText: `about to ${fault}` })).toHaveCount(1);
    await expect(lab.notice).toHaveText(words, { timeout });
    await expect(lab.state).toHaveText("failed");
    await expect(a.state).toHaveText("server stopped");
    await expect(a.card.getByRole("region")).toBeFocused(); // where the message was written before
    await expect(lab.rows.filter({ hasText: `about to ${fault}` })).toHaveCount(1);
    await expect.poll(() => page.workers().length).toBe(0);

    await lab.notice.getByRole("button", { name: "Start again" }).click();
    await expect(lab.state).toHaveText("listening");
    await a.button("Again").click();
    await a.send("as before");
    await expect(a.rows.last()).toHaveText("received as before⏎");
    await lab.stop.click();
    await expect(lab.state).toHaveText("stopped");
    await expect.poll(() => page.workers().length).toBe(0);
  });
}

for (const fault of ["loop", "gosched"]) {
  test(`${fault}: the page answers meanwhile, and Stop stops`, async ({ page, openLab }) => {
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.send(fault);
    await expect(lab.rows.filter({ hasText: `about to ${fault}` })).toHaveCount(1);
    await a.button("Pause").click();
    await expect(a.state).toHaveText("not reading");
    await expect(lab.state, "nobody has given it up yet").toHaveText("listening");
    await lab.stop.click();
    await expect(lab.state).toHaveText("stopped");
    await expect(a.state).toHaveText("server stopped");
    await expect.poll(() => page.workers().length).toBe(0);
    await lab.start.click();
    await expect(lab.state).toHaveText("listening");
  });
}

test("a panic names the line", async ({ openLab }) => {
  const lab = await openLab();
  await lab.run();
  const a = await lab.connect("A");
  await a.send("goroutine-panic");
  await expect(lab.rows.last()).toHaveText(/failed.*on purpose.*faultserver\.go:\d+/);
});
