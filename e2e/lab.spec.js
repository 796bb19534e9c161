import { expect, LabPage, test } from "./playground.js";

test("nothing runs before it is asked for", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await expect(lab.state).toHaveText("not running");
  await expect(page.getByRole("heading", { name: "A real server, ready to run" })).toBeVisible();
  await expect(lab.add).toBeHidden();
  await lab.run();
  await expect(page.locator(".lab-address")).toHaveText(/^127\.0\.0\.1:\d+$/);
  await expect(lab.rows.filter({ hasText: "listening" }).first()).toBeVisible();
});

test("arrow keys bring back what was sent, and the line being written", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("one");
  await a.send("two");
  await a.input.fill("dra");
  await a.input.press("ArrowUp");
  await expect(a.input).toHaveValue("two");
  await a.input.press("ArrowUp");
  await a.input.press("ArrowUp");
  await expect(a.input).toHaveValue("one");
  await a.input.press("ArrowDown");
  await a.input.press("ArrowDown");
  await expect(a.input).toHaveValue("dra");
});

test("the command to copy reaches the same server", async ({ page, playground, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const address = await page.locator(".lab-address").textContent();
  await page.getByRole("button", { name: /^Copy the command/ }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(`nc ${address?.replace(":", " ")}`);
});

test("a lab that speaks TLS has a command that does", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground, "secure");
  await lab.run();
  const name = /openssl s_client -connect 127\.0\.0\.1:\d+ -quiet/;
  const command = page.getByRole("button", { name });
  for (const width of [1440, 1280, 1024, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await lab.show("Lab");
    await expect(command).toBeVisible();
    const [from, to] = [await command.boundingBox(), await lab.restart.boundingBox()];
    const above = (to?.y ?? 0) + (to?.height ?? 0) <= (from?.y ?? 0);
    const room = (above ? width : (to?.x ?? 0)) - (from?.x ?? 0) - (from?.width ?? 0);
    expect(room, `between the command and what follows, at ${width} px`).toBeGreaterThan(8);
  }
});

test("all of it by keyboard", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await page.getByRole("button", { name: "Run on the host" }).focus();
  await page.keyboard.press("Enter");
  await expect(lab.add).toBeFocused();
  await page.keyboard.press("Enter");
  const a = lab.client("A");
  await expect(a.input).toBeFocused();
  await expect(a.state).toHaveText("open");
  await page.keyboard.type("hi");
  await page.keyboard.press("Enter");
  await expect(a.rows.last()).toHaveText("received hi⏎");
  await a.button("Half-close").focus();
  await page.keyboard.press("Enter");
  await expect(a.state).toHaveText("closed");
  await expect(a.button("Again")).toBeFocused();
});

test("nothing jumps: not on arrival, not when the lab runs, not when a client joins", async ({
  page,
  playground,
}) => {
  await page.addInitScript(() => {
    const shifts = /** @type {number[]} */ ([]);
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push(/** @type {any} */ (entry).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const lab = await LabPage.open(page, playground);
  await page.evaluate(() => document.fonts.ready);
  await lab.run();
  const a = await lab.connect("A");
  const place = await a.card.boundingBox();
  await lab.connect("B");
  const c = await lab.connect("C");
  await c.send("hello");
  await expect(c.rows).toHaveCount(2);
  expect(await a.card.boundingBox()).toEqual(place);
  const shifts = await page.evaluate(() => /** @type {any} */ (window).shifts);
  expect(
    shifts.reduce((/** @type {number} */ sum, /** @type {number} */ one) => sum + one, 0),
  ).toBeLessThan(0.02);
});

test("a lab that leaves the page listens to nothing any more", async ({ page, playground }) => {
  const open = new Set();
  page.on("websocket", (socket) => {
    open.add(socket.url());
    socket.on("close", () => open.delete(socket.url()));
  });
  const lab = await LabPage.open(page, playground);
  await lab.run();
  await lab.connect("A");
  expect(open.size).toBe(2);
  await page.locator("socket-lab").evaluate((element) => element.remove());
  await expect.poll(() => open.size).toBe(0);
});
