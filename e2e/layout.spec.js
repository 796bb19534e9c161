// What a learner has just done is in view, in windows as low as laptops have them.

import { expect, LabPage, test } from "./playground.js";
import { Timeline, talk } from "./timeline.js";

// Real scroll bars take room that overlaid ones do not.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, ignoreDefaultArgs: ["--hide-scrollbars"] });
  },
});

/** @type {[number, number, number][]} width, height, arrows that there is room for */
const WINDOWS = [
  [1440, 900, 14],
  [1366, 768, 12],
  [1280, 720, 10],
  [1366, 625, 8],
  [1280, 585, 6],
  [1093, 614, 4],
  [1000, 560, 4],
];

/** @param {import("@playwright/test").Page} page */
function measure(page) {
  return page.evaluate(() => {
    const box = (/** @type {string} */ name) => {
      const element = /** @type {Element} */ (document.querySelector(name));
      return element.getBoundingClientRect();
    };
    const scroll = /** @type {Element} */ (document.querySelector(".tl-scroll"));
    const row = box(".tl-row").height && 22;
    const rows = [...document.querySelectorAll("lab-client .client-rows > li")].map((one) => {
      const pane = /** @type {Element} */ (
        one.closest(".client-transcript")
      ).getBoundingClientRect();
      const { top, bottom } = one.getBoundingClientRect();
      return top >= pane.top - 1 && bottom <= pane.bottom + 1;
    });
    const parts = [".lab-head", ".clients", "lab-timeline", "lab-log"].map(box);
    return {
      arrows: (scroll.clientHeight - box(".tl-heads").height) / row,
      across: scroll.scrollWidth - scroll.clientWidth,
      rows,
      ends: parts.map(({ top, bottom }) => [Math.round(top), Math.round(bottom)]),
      body: document.querySelector(".lab-body")?.scrollHeight,
      room: document.querySelector(".lab-body")?.clientHeight,
    };
  });
}

test("lesson 1's first Try it: bytes, ending and arrows are in view", async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 1366, height: 625 });
  const lab = await LabPage.open(page, playground);
  const tryIt = page.locator("try-it").first();
  await tryIt.locator(".try-go").click();
  await expect(tryIt).toHaveAttribute("data-state", "done");
  await expect(lab.client("A").rows.last()).toHaveText(/^closed/);
  for (const [width, height, arrows] of WINDOWS) {
    await page.setViewportSize({ width, height });
    await expect
      .poll(async () => (await measure(page)).rows, `rows in view at ${width} × ${height}`)
      .toEqual([true, true, true, true, true]);
    const found = await measure(page);
    expect(found.arrows, `arrows at ${width} × ${height}`).toBeGreaterThanOrEqual(arrows);
    await expect.poll(async () => (await measure(page)).across, "no bar across").toBe(0);
    expect(found.body, "nothing is cut off").toBe(found.room);
    for (const [i, [top = 0]] of found.ends.entries())
      expect(top, "nothing covers another").toBeGreaterThanOrEqual(found.ends[i - 1]?.[1] ?? 0);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const over = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(over).toBe(0);
});

/** @param {import("@playwright/test").Locator} pane */
const toEnd = (pane) =>
  pane.evaluate((one) => Math.round(one.scrollHeight - one.scrollTop - one.clientHeight));

test("every pane follows the newest, whatever becomes of its size", async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  const timeline = page.locator(".tl-scroll");
  const transcript = a.card.locator(".client-transcript");
  const atEnd = async (/** @type {string} */ when) => {
    for (const pane of [timeline, lab.log, transcript])
      await expect.poll(() => toEnd(pane), when).toBeLessThan(2);
  };
  for (let i = 0; i < 12; i++) await talk(a, `${i} ${"wraps ".repeat(30)}`, /received/);
  await atEnd("records that wrap");
  await page.setViewportSize({ width: 1280, height: 585 });
  await atEnd("a lower window");
  await page.setViewportSize({ width: 1440, height: 900 });
  await atEnd("a higher one");
  await page.evaluate(() => document.documentElement.style.setProperty("zoom", "1.25"));
  await atEnd("zoom");
  await page.evaluate(() => document.documentElement.style.removeProperty("zoom"));
  await page.getByRole("button", { name: "Fold the server log" }).click();
  await page.getByRole("button", { name: "Unfold the server log" }).click();
  await page.getByRole("button", { name: "Fold the timeline" }).click();
  await page.getByRole("button", { name: "Unfold the timeline" }).click();
  await atEnd("folded and unfolded");
  await lab.log.evaluate((log) => log.scrollTo(0, 0));
  const back = page.locator("lab-log").getByRole("button", { name: "To the newest" });
  await back.click();
  await expect(back).toBeHidden();
  await expect(lab.log).toBeFocused();
  await atEnd("the way back");
  await page.reload();
  await expect(page.locator(".tl-event").last()).toBeVisible();
  await expect.poll(() => toEnd(timeline)).toBeLessThan(2);
  await expect.poll(() => toEnd(lab.log)).toBeLessThan(2);
});

test("an arrow that is chosen stays; what is run goes back to the newest", async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 1366, height: 625 });
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const timeline = new Timeline(lab);
  const a = await lab.connect("A");
  for (let i = 0; i < 8; i++) await talk(a, `${i}`, /received/);
  await expect(timeline.steps.last()).toHaveAttribute("aria-label", /^server → A, 2 B 7⏎/);
  await expect(timeline.detail).toBeHidden();
  await timeline.steps.last().click();
  await expect(timeline.detail).toBeVisible();
  await expect(timeline.steps.last()).toBeInViewport();
  const chosen = await timeline.detail.textContent();
  await talk(a, "more", /received more/);
  expect(await timeline.detail.textContent()).toBe(chosen);
  const cut = await timeline.detail.locator(".tl-detail-body").evaluate((body) => {
    const { right } = body.getBoundingClientRect();
    return [...body.querySelectorAll("*")].filter((one) => {
      return one.getBoundingClientRect().right > right + 1;
    }).length;
  });
  expect(cut).toBe(0);
  const tryIt = page.locator("try-it").nth(1);
  await tryIt.locator(".try-go").click();
  await expect(timeline.detail).toBeHidden();
  await expect(tryIt).toHaveAttribute("data-state", "done");
  await expect.poll(() => toEnd(page.locator(".tl-scroll"))).toBeLessThan(2);
});

test("panels are resized by hand and by keys, folded, and stay so", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const rule = page.getByRole("separator", { name: "Height of the clients" });
  const height = async () => (await page.locator(".clients").boundingBox())?.height ?? 0;
  const before = await height();
  await rule.press("ArrowDown");
  await expect.poll(height).toBeGreaterThan(before + 20);
  const box = await rule.boundingBox();
  if (!box) throw new Error("the rule is not to be seen");
  await page.mouse.move(box.x + 200, box.y);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 100, { steps: 4 });
  await page.mouse.up();
  await expect.poll(height).toBeGreaterThan(before + 110);
  const after = await height();
  await page.getByRole("button", { name: "Fold the server log" }).click();
  await expect(lab.log).toBeHidden();
  await page.reload();
  await expect(page.getByRole("button", { name: "Unfold the server log" })).toBeVisible();
  expect(Math.abs((await height()) - after)).toBeLessThan(3);
  await rule.dblclick();
  await expect.poll(height).toBe(before);
});

test("many clients: each is in view, one at a time is whole, the server stays put", async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 1366, height: 625 });
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const server = page.locator(".tl-lane.tl-server");
  const x = () => server.evaluate((lane) => lane.getBoundingClientRect().x);
  await lab.connect("A");
  let place = 0; // of one look: the lane is made again while clients come
  await expect
    .poll(async () => {
      place = await x();
      return place;
    })
    .toBeGreaterThan(0);
  await lab.connect("B");
  await lab.connect("C");
  await expect.poll(x).toBe(place);
  const d = await lab.connect("D");
  await expect(d.input).toBeFocused();
  await talk(d, "hello", /received hello/);
  await lab.client("A").card.getByRole("button", { name: "Unfold client A" }).click();
  await expect(lab.client("A").input).toBeVisible();
  await expect(d.input).toBeHidden();
  await page.getByRole("button", { name: "Fold client A" }).click();
  await page.getByRole("button", { name: "10 at once" }).click();
  await expect(lab.client("N").state).toHaveText("open");
  for (const letter of "ABCDEFGHIJKLMN")
    await expect(lab.client(letter).card).toBeInViewport({ ratio: 1 });
  await expect(page.locator(".tl-lane-head")).toHaveCount(15);
  await page.getByRole("button", { name: "10 at once" }).click();
  await expect(page.locator("lab-client")).toHaveCount(24);
  const heights = page.locator("lab-client").evaluateAll((cards) => {
    return cards.map((card) => card.getBoundingClientRect().height);
  });
  expect(Math.min(...(await heights)), "a line is a line high").toBeGreaterThan(24);
  await expect.poll(x).toBe(place);
  const across = await page
    .locator(".tl-scroll")
    .evaluate((pane) => pane.scrollWidth - pane.clientWidth);
  expect(across).toBe(0);
});

test("lesson 5's first Try it shows the client that it is about", async ({ page, playground }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  const lab = await LabPage.open(page, playground, "limits");
  const tryIt = page.locator("try-it").first();
  await tryIt.locator(".try-go").click();
  await expect(tryIt).toHaveAttribute("data-state", "done");
  const { card } = lab.client("D");
  await expect(card).toBeInViewport({ ratio: 1 });
  await expect(card.locator(".client-last")).toHaveText(/Server busy/);
});

test("heads say nothing of a host that is gone", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const timeline = new Timeline(lab);
  await lab.connect("A");
  await expect(timeline.head("A")).toHaveAttribute("aria-label", /waiting in Read/);
  await playground.end("SIGKILL");
  await expect(timeline.head("Server")).toHaveAttribute("aria-label", /not known, no connection$/);
  await expect(timeline.head("A")).toHaveAttribute("aria-label", /not known|closed/);
  await expect(page.locator(".ln[data-waiting]")).toHaveCount(0);
});

test("forced colours leave what is chosen and what runs to be seen", async ({
  page,
  playground,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const style = (/** @type {string} */ name, /** @type {string} */ property) =>
    page
      .locator(name)
      .first()
      .evaluate((one, what) => getComputedStyle(one).getPropertyValue(what), property);
  const chosen = '.tl-tab[aria-selected="true"]';
  const other = '.tl-tab[aria-selected="false"]';
  const line = "border-bottom-color";
  expect(await style(chosen, line)).not.toBe(await style(other, line));
  expect(await style(".bar-nav a[aria-current]", "outline-style")).toBe("solid");
  const pause = page.locator("lab-log .pause");
  const before = await style("lab-log .pause", "background-color");
  await pause.click();
  await page.mouse.move(0, 0);
  await expect.poll(() => style("lab-log .pause", "background-color")).not.toBe(before);
  const ground = await style("body", "background-color");
  expect(await style(".lab-dot", "background-color")).not.toBe(ground);
  await lab.stop.click();
  await expect(lab.state).toHaveText("stopped");
  await expect.poll(() => style(".lab-dot", "background-color")).toBe(ground);
});

test("with the script open, clients and timeline stay in view", async ({ page, playground }) => {
  await page.setViewportSize({ width: 1280, height: 585 });
  await LabPage.open(page, playground);
  await page.getByRole("button", { name: "write a script" }).click();
  const box = page.locator("lab-script");
  await box.getByRole("textbox").fill('connect a\na send "x\\n"\na expect "x\\n"\na close\n');
  await box.getByRole("button", { name: "Run it" }).click();
  await expect(box).toHaveAttribute("data-state", "done");
  await expect(page.locator(".tl-event").last()).toBeInViewport({ ratio: 0.9 });
  await expect(page.getByRole("group", { name: "Client A", exact: true })).toBeInViewport();
});

/** @type {[number, number][]} */
const CROWDED = [
  [1440, 900],
  [1280, 720],
  [390, 844],
];
for (const [width, height] of CROWDED)
  test(`an open card in a crowd covers no other at ${width} × ${height}`, async ({
    page,
    playground,
  }) => {
    await page.setViewportSize({ width, height });
    const lab = await LabPage.open(page, playground);
    await lab.run();
    const a = await lab.connect("A");
    await a.send("hello");
    await page.getByRole("button", { name: "10 at once" }).click();
    await expect(page.locator("lab-client")).toHaveCount(11);
    await expect(a.card).toHaveAttribute("data-open", "");
    const covered = () =>
      page.evaluate(() => {
        const boxes = [...document.querySelectorAll("lab-client")]
          .map((card) => card.getBoundingClientRect())
          .sort((one, other) => one.top - other.top || one.left - other.left);
        return boxes.filter((box, i) =>
          boxes
            .slice(0, i)
            .some(
              (before) =>
                before.bottom > box.top + 1 &&
                before.right > box.left + 1 &&
                before.left < box.right - 1,
            ),
        ).length;
      });
    await expect.poll(covered).toBe(0);
    await a.send("and again");
    await expect(a.rows.last()).toHaveText(/and again/);
  });
