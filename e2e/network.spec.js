// A client's network as a learner changes it: a longer way, less room, and a client that
// vanishes. What the server and TCP then know is the same in either place.

import { findings } from "./axe.js";
import { expect, inEachPlace, Menu, test } from "./playground.js";
import { Timeline } from "./timeline.js";

inEachPlace(() => {
  test("a slow network and a client that vanishes, in card, timeline, log and TCP", async ({
    page,
    openLab,
  }) => {
    const lab = await openLab();
    const timeline = new Timeline(lab);
    await lab.run();
    const a = await lab.connect("A");
    const more = await new Menu(page, "A").open();
    expect(await findings(page)).toEqual([]);
    await more.fill("Latency, in milliseconds each way", "150");
    await page.keyboard.press("Enter");
    await expect(a.state).toHaveText("150 ms away");
    await expect(timeline.steps.filter({ hasText: "network: 150 ms each way" })).toBeVisible();
    const before = await page.evaluate(() => performance.now());
    await a.send("far away");
    await expect(a.rows.filter({ hasText: "received far away⏎" })).toBeVisible();
    const took = (await page.evaluate(() => performance.now())) - before;
    expect(took).toBeGreaterThan(300);

    await page.getByRole("button", { name: "Unfold TCP" }).click();
    await more.open();
    await more.press("Vanish");
    await expect(a.state).toHaveText("vanished");
    await expect(timeline.steps.last()).toHaveText(/vanished/);
    await expect(timeline.head("A")).toContainText("waiting in Read");
    await expect(timeline.head("A").locator(".tl-tcp")).toContainText("vanished/ESTABLISHED");
    const ends = page.locator(".tcp-connection .tcp-state");
    await expect(ends).toHaveText(["vanished", "ESTABLISHED"]);
    await expect(lab.rows.filter({ hasText: "the client has vanished" })).toBeVisible();

    await a.button("Again").click();
    await expect(a.state).toHaveText("150 ms away");
  });
});
