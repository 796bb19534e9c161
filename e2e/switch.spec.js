// Where a lab runs is the learner's choice: the switch, what it keeps and what
// it ends, the wait while the program comes, and the way from one place to the
// other when the first has no room.

import { findings } from "./axe.js";
import { expect, LabPage, test } from "./playground.js";

/** @typedef {import("@playwright/test").Page} Page */

/**
 * @param {Page} page
 * @param {number} bytes a second, at most
 */
async function throttle(page, bytes) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const rest = { offline: false, latency: 20, uploadThroughput: -1 };
  const to = (/** @type {number} */ downloadThroughput) =>
    cdp.send("Network.emulateNetworkConditions", { ...rest, downloadThroughput });
  await to(bytes);
  return { release: () => to(-1) };
}

test("nothing runs before it is asked for, and the choice is kept", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  await expect(lab.host).toBeChecked();
  await expect(page.getByRole("heading", { name: "A real server, ready to run" })).toBeVisible();
  const places = () =>
    Promise.all([lab.host, lab.tab, page.locator(".lab-run")].map((part) => part.boundingBox()));
  const before = await places();
  await lab.tab.check();
  await expect(page.getByRole("button", { name: "Run in this tab" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "A real server, in your browser" })).toBeVisible();
  await expect(lab.state).toHaveText("not running");
  expect(await places(), "nothing moves").toEqual(before);
  await page.reload();
  await expect(lab.tab).toBeChecked();
  const other = await LabPage.open(page, playground, "multi");
  await expect(other.tab).toBeChecked();
  expect(page.workers()).toHaveLength(0);
});

test("from place to place: what runs is stopped, its log stays", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("kept");
  await expect(lab.rows.filter({ hasText: "kept" })).toBeVisible();
  const ended = page.waitForRequest((request) => request.method() === "DELETE");
  await lab.tab.check();
  await ended;
  await expect(lab.state).toHaveText("stopped");
  await expect(lab.notice).toHaveText(/Stopped\. What it logged is kept below\./);
  await expect(a.state).toHaveText("server stopped");
  await expect(lab.rows.filter({ hasText: "kept" })).toBeVisible();

  await lab.start.click();
  await expect(lab.state).toHaveText("listening");
  await expect(lab.rows.filter({ hasText: "a new run, in this tab" })).toHaveCount(1);
  await a.button("Again").click();
  await a.send("elsewhere");
  await expect(a.rows.last()).toHaveText("received elsewhere⏎");
  expect(page.workers()).toHaveLength(1);

  await lab.host.check();
  await expect(lab.state).toHaveText("stopped");
  await expect.poll(() => page.workers().length).toBe(0);
  await expect(lab.rows.filter({ hasText: "elsewhere" })).toBeVisible();
  await lab.start.click();
  await expect(lab.rows.filter({ hasText: "a new run, on the host" })).toHaveCount(1);
  await expect(page.getByRole("button", { name: /^Copy the command/ })).toBeVisible();
});

test("by keyboard: arrows choose, the focus stays", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.host.focus();
  await page.keyboard.press("ArrowRight");
  await expect(lab.tab).toBeChecked();
  await expect(lab.tab).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Run in this tab" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(lab.add).toBeFocused();
  await lab.restart.focus();
  await page.keyboard.press("Enter");
  await expect(lab.rows.filter({ hasText: "a new run" })).toHaveCount(1);
  await expect(lab.restart).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(lab.start).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(lab.state).toHaveText("listening");
  await lab.tab.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(lab.state).toHaveText("stopped");
  await expect(lab.host).toBeFocused();
});

test("a Try it and the script box run in the place that is chosen", async ({
  page,
  playground,
}) => {
  await LabPage.open(page, playground, "echo", "tab");
  const attempt = page.locator("try-it").first();
  await attempt.locator(".try-go").click();
  await expect(attempt).toHaveAttribute("data-state", "done");
  await page.getByRole("button", { name: "Script", exact: true }).click();
  const box = page.locator("lab-script");
  await box.getByRole("textbox").fill('connect a\na send "mine"\na expect "mine"\n');
  await box.getByRole("button", { name: "Run it" }).click();
  await expect(box.getByRole("status")).toHaveText(/^It went as written/);
  expect(page.workers()).toHaveLength(1);
});

test("the page tells that a lab has run, once", async ({ page, playground }) => {
  await page.addInitScript(() => {
    Object.assign(window, { ran: 0 });
    const count = () => Object.assign(window, { ran: /** @type {any} */ (window).ran + 1 });
    document.addEventListener("lab-ran", count);
  });
  const lab = await LabPage.open(page, playground, "echo", "tab");
  const ran = () => page.evaluate(() => /** @type {any} */ (window).ran);
  expect(await ran()).toBe(0);
  await lab.run();
  await lab.restart.click();
  await expect(lab.rows.filter({ hasText: "a new run" })).toHaveCount(1);
  expect(await ran()).toBe(1);
});

test("while the program comes there is a bar, and nothing jumps", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground, "echo", "tab");
  const network = await throttle(page, 400_000);
  const places = () =>
    Promise.all([lab.tab, page.locator(".lab-run")].map((part) => part.boundingBox()));
  const before = await places();
  await lab.runButton.click();
  const bar = page.getByRole("progressbar", { name: "Loading the server" });
  await expect(bar).toBeVisible();
  const value = async () => Number(await bar.getAttribute("value"));
  const first = await value();
  await expect.poll(value).toBeGreaterThan(first);
  const total = Number(await bar.getAttribute("max"));
  expect(total).toBeGreaterThan(2_000_000);
  await expect(page.locator(".lab-load")).toHaveText(/^\d+\.\d of \d+\.\d MB$/);
  expect(await places()).toEqual(before);
  await network.release();
  await expect(lab.state).toHaveText("listening");
  await expect(bar).toBeHidden();
  await lab.restart.click();
  await expect(lab.rows.filter({ hasText: "a new run" })).toHaveCount(1);
  await expect(bar).toBeHidden();
});

test("a wait can be given up for the host", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground, "echo", "tab");
  const network = await throttle(page, 100_000);
  await lab.runButton.click();
  await expect(page.getByRole("progressbar", { name: "Loading the server" })).toBeVisible();
  await lab.host.check();
  await expect(page.getByRole("progressbar", { name: "Loading the server" })).toBeHidden();
  await page.getByRole("button", { name: "Run on the host" }).click();
  await expect(lab.state).toHaveText("listening");
  await network.release();
  await expect.poll(() => page.workers().length).toBe(0);
  const a = await lab.connect("A");
  await a.send("hello");
  await expect(a.rows.last()).toHaveText("received hello⏎");
});

test.describe("where a host has room for one lab", () => {
  test.use({ flags: ["--labs=1"] });

  test("a host that is full offers the tab", async ({ browser, page, playground }) => {
    const elsewhere = await browser.newContext();
    await (await LabPage.open(await elsewhere.newPage(), playground)).run();
    const lab = await LabPage.open(page, playground);
    await lab.runButton.click();
    await expect(lab.notice).toHaveText(/The host is full\. This host already runs.*In \d+ s/);
    await expect(lab.notice.getByRole("button", { name: "Try again" })).toBeVisible();
    await lab.notice.getByRole("button", { name: "Run in this tab" }).click();
    await expect(lab.state).toHaveText("listening");
    await expect(lab.tab).toBeChecked();
    await expect(lab.notice).toBeHidden();
    expect(page.workers()).toHaveLength(1);
    await elsewhere.close();
  });
});

test.describe("on a connection that costs nothing", () => {
  test.use({ metered: false });

  test("a host that is gone offers the tab, for a lab that ran as well", async ({
    page,
    playground,
  }) => {
    // What the tab needs has come while the page was idle.
    const ahead = ["tab-", "worker-"].map((name) =>
      page.waitForEvent("requestfinished", (request) => request.url().includes(`/static/${name}`)),
    );
    const lab = await LabPage.open(page, playground);
    await lab.run();
    const a = await lab.connect("A");
    await Promise.all(ahead);
    await playground.end("SIGKILL");
    await expect(lab.notice).toHaveText(/connection to the playground was lost/);
    await lab.notice.getByRole("button", { name: "Run in this tab" }).click();
    await expect(lab.state).toHaveText("listening");
    await expect(lab.notice).toBeHidden();
    await a.button("Again").click();
    await a.send("still here");
    await expect(a.rows.last()).toHaveText("received still here⏎");
  });
});

const sizes = {
  desktop: { viewport: { width: 1024, height: 768 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

for (const [size, use] of Object.entries(sizes)) {
  test.describe(size, () => {
    test.use(use);

    test("axe finds nothing in the switch, the bar and the notices", async ({
      page,
      playground,
    }) => {
      test.setTimeout(90_000);
      const inside = ["socket-lab"];
      const wide = async () => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width).toBe(use.viewport.width);
      };
      await page.route("**/api/labs", (route) => route.fulfill({ status: 503 }));
      const lab = await LabPage.open(page, playground);
      const network = await throttle(page, 20_000);
      await lab.runButton.click();
      await expect(lab.notice).toHaveText(/answered 503/);
      expect(await findings(page, { inside })).toEqual([]);
      await wide();
      await lab.notice.getByRole("button", { name: "Run in this tab" }).click();
      await expect(page.getByRole("progressbar", { name: "Loading the server" })).toBeVisible();
      expect(await findings(page, { inside })).toEqual([]);
      await wide();
      await network.release();
      await expect(lab.state).toHaveText("listening", { timeout: 20_000 });
      await lab.connect("A");
      expect(await findings(page, { inside })).toEqual([]);
      await wide();
      await lab.host.check();
      await expect(lab.state).toHaveText("stopped");
      expect(await findings(page, { inside })).toEqual([]);
      await wide();
    });
  });
}
