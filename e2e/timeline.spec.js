import { once } from "node:events";
import { connect } from "node:net";
import { findings } from "./axe.js";
import { expect, LabPage, test } from "./playground.js";
import { CONVERSATIONS, Timeline, talk } from "./timeline.js";

/**
 * @param {import("@playwright/test").Page} page
 * @param {import("./playground.js").Playground} playground
 * @param {string} [lesson]
 */
async function open(page, playground, lesson) {
  const lab = await LabPage.open(page, playground, lesson);
  await lab.run();
  return { lab, timeline: new Timeline(lab) };
}

test("heads and margin say who waits where, as it changes", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  await expect(timeline.head("Server")).toHaveAttribute(
    "aria-label",
    /waiting in Accept, server\.go:\d+, \d+ s/,
  );
  const a = await lab.connect("A");
  await expect(timeline.head("A")).toHaveAttribute(
    "aria-label",
    /waiting in Read, server\.go:\d+, \d+ s/,
  );
  const said = await timeline.head("A").getAttribute("aria-label");
  const line = said?.match(/:(\d+),/)?.[1];
  const source = page.locator("figure[data-file='server.go']:not([data-naive])");
  const margin = source.locator(`[data-line="${line}"] .ln`);
  await expect(margin.first()).toHaveAttribute("data-waiting", "1");
  await lab.connect("B");
  await expect(margin.first()).toHaveAttribute("data-waiting", "2");
  for (const place of await margin.all()) await expect(place).toHaveAttribute("data-waiting", "2");
  await a.button("Close").click();
  await expect(margin.first()).toHaveAttribute("data-waiting", "1");
  await expect(timeline.head("A")).toHaveAttribute("aria-label", "A: closed");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.locator(".ln[data-waiting]")).toHaveCount(0);
});

test("a page that comes late knows who waits, though the events are gone", async ({
  page,
  playground,
}) => {
  let late = false;
  await page.routeWebSocket(/\/events/, (route) => {
    const server = route.connectToServer();
    server.onMessage((frame) => {
      const { events, ...rest } = JSON.parse(String(frame));
      if (!late || !events) return route.send(frame);
      // As if all but the last had fallen out of the ring.
      const last = events.slice(-1);
      route.send(JSON.stringify({ ...rest, events: last, skipped: last[0].seq - 1 }));
      late = false;
    });
  });
  const { timeline } = await open(page, playground);
  const address = (await page.locator(".lab-address").textContent()) ?? "";
  const other = connect(Number(address.slice(address.lastIndexOf(":") + 1)), "127.0.0.1");
  await once(other, "connect");
  other.write("hello\n");
  await once(other, "data");
  const port = `:${other.localPort}`;
  await expect(timeline.head(port)).toHaveAttribute("aria-label", /waiting in Read/);
  late = true;
  await page.reload();
  await expect(timeline.panel.locator(".tl-note")).toHaveText(/skipped/);
  await expect(timeline.head(port)).toHaveAttribute(
    "aria-label",
    /waiting in Read, server\.go:\d+/,
  );
  await expect(timeline.head("Server")).toHaveAttribute("aria-label", /waiting in Accept/);
  other.destroy();
  await expect(timeline.head(port)).toHaveAttribute("aria-label", /closed/);
});

test("in limits a lane shows the time left", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground, "limits");
  await lab.connect("A");
  await expect(timeline.head("A").locator(".tl-left")).toHaveText(/^\d+ s left$/);
  const width = async () =>
    Number(await timeline.head("A").locator(".tl-bar-left").getAttribute("width"));
  const before = await width();
  await expect.poll(width).toBeLessThan(before);
});

test("by keyboard: walk, look, pin, let go", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  const a = await lab.connect("A");
  await talk(a, "one", /received one/);
  await talk(a, "two", /received two/);
  await expect(timeline.steps).toHaveCount(6);
  await timeline.steps.last().focus();
  await expect(timeline.detail).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(timeline.detail).toHaveText(/server → A.*4 B.*two⏎.*74 77 6f 0a/s);
  await page.keyboard.press("ArrowUp");
  await expect(timeline.steps.nth(-2)).toBeFocused();
  await expect(timeline.detail).toHaveText(/A → server.*Read returned.*after waiting/s);
  const line = await timeline.detail.getByRole("link").getAttribute("data-line");
  await expect(page.locator(`.is-lit[data-line="${line}"]`).first()).toBeAttached();
  await expect(timeline.detail).toHaveText(/INFO received data="two\\n"/);
  await expect(timeline.steps.nth(-2)).toHaveAttribute("aria-pressed", "true");
  await timeline.steps.first().hover();
  await expect(timeline.detail).toHaveText(/A → server.*two/s);
  await page.keyboard.press("Escape");
  await expect(timeline.detail).toBeHidden();
  await page.keyboard.press("Home");
  await expect(timeline.steps.first()).toBeFocused();
  await timeline.steps.nth(2).click();
  await expect(timeline.detail).toHaveText(/A → server/);
  await timeline.detail.getByRole("button", { name: "Newest" }).click();
  await expect(timeline.detail).toHaveText(/server → A.*two⏎/s);
  await talk(a, "three", /received three/);
  await expect(timeline.detail).toHaveText(/server → A.*three⏎/s);
  await timeline.detail.getByRole("button", { name: "Close the detail" }).click();
  await expect(timeline.detail).toBeHidden();
  const tab = timeline.panel.getByRole("tab", { name: "Timeline" });
  await tab.focus();
  await page.keyboard.press("ArrowRight");
  await expect(timeline.panel.getByRole("tab", { name: "Table" })).toBeFocused();
  await expect(timeline.table).toBeVisible();
});

test("one client alone; paused; cleared", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  const a = await lab.connect("A");
  const b = await lab.connect("B");
  await talk(a, "apple", /received apple/);
  await talk(b, "pear", /received pear/);
  await expect(timeline.steps).toHaveCount(7);
  await timeline.whose.selectOption({ label: "only B" });
  await expect(timeline.steps).toHaveCount(4);
  await expect(timeline.head("A")).toHaveCount(0);
  await timeline.whose.selectOption({ label: "everybody" });
  const pause = timeline.panel.getByRole("button", { name: "Pause" });
  await pause.click();
  await talk(a, "more", /received more/);
  const on = timeline.panel.getByRole("button", { name: "Go on (2)" });
  await expect(on).toBeVisible();
  await expect(timeline.steps).toHaveCount(7);
  await on.click();
  await expect(timeline.steps).toHaveCount(9);
  await timeline.openMenu();
  await timeline.panel.getByRole("button", { name: "Clear" }).click();
  await expect(timeline.steps).toHaveCount(0);
  await expect(timeline.head("A")).toHaveAttribute("aria-label", /waiting in Read/);
  await talk(a, "again", /received again/);
  await expect(timeline.steps).toHaveCount(2);
});

test("a run is saved, and looked at again without a server", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  await timeline.show("Table");
  await CONVERSATIONS.echo?.(lab);
  await expect(timeline.rows.last()).toHaveText(/close/);
  await expect(timeline.rows.filter({ hasText: "close" })).toHaveCount(2);
  const before = await timeline.facts();
  const { text } = await timeline.save("Save the run");
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await expect(page.getByRole("button", { name: "Run on the host" })).toBeVisible();
  await expect(page.getByRole("button", { name: "or open a saved run" })).toBeVisible();

  await timeline.open({ name: "broken.jsonl", text: `${text.slice(0, -60)}` });
  await expect(timeline.banner).toHaveText(/broken\.jsonl cannot be opened\. Line \d+ is not JSON/);
  await timeline.banner.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("button", { name: "Run on the host" })).toBeVisible();

  await timeline.open({ name: "run.jsonl", text });
  await expect(timeline.banner).toHaveText(/A saved run\. run\.jsonl: echo, \d+ events/);
  await expect(timeline.head("B")).toHaveCount(1);
  await timeline.show("Table");
  await expect.poll(() => timeline.facts()).toEqual(before);
  const again = await timeline.save("Save the run");
  expect(again.text).toBe(text);
  await timeline.banner.getByRole("button", { name: "Back to the lab" }).click();
  await expect(page.getByRole("button", { name: "Run on the host" })).toBeVisible();
});

test("the picture stands by itself", async ({ page, playground, context }) => {
  const { lab, timeline } = await open(page, playground);
  await CONVERSATIONS.echo?.(lab);
  await expect(timeline.steps.filter({ hasText: "close" })).toHaveCount(2);
  const { text } = await timeline.save("Save the picture");
  expect(text).not.toMatch(/class=|style=|var\(|oklch|url\(/);
  const alone = await context.newPage();
  await alone.setContent(`<!doctype html><body>${text.slice(text.indexOf("<svg"))}`);
  await expect(alone.getByText("⊣ FIN").first()).toBeVisible();
  await expect(alone.getByText(/^:\d+$/).first()).toBeVisible();
});

const sizes = { desktop: { width: 1440, height: 1010 }, phone: { width: 390, height: 844 } };

for (const [size, viewport] of Object.entries(sizes)) {
  test.describe(size, () => {
    test.use({ viewport });

    test("axe finds nothing on the timeline, its table and its detail", async ({
      page,
      playground,
    }) => {
      test.setTimeout(60_000);
      const { lab, timeline } = await open(page, playground);
      await CONVERSATIONS.echo?.(lab);
      await expect(timeline.steps.filter({ hasText: "close" })).toHaveCount(2);
      await timeline.steps.nth(3).click();
      const inside = ["lab-timeline"];
      expect(await findings(page, { inside })).toEqual([]);
      await timeline.show("Table");
      expect(await findings(page, { inside })).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBe(viewport.width);
    });
  });
}
