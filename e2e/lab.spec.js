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

test("three clients at once, each with what it said and heard", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  for (const letter of ["A", "B", "C"]) await lab.connect(letter);
  for (const letter of ["A", "B", "C"]) await lab.client(letter).send(`from ${letter}`);
  for (const letter of ["A", "B", "C"]) {
    await expect(lab.client(letter).rows).toHaveText([
      `sent from ${letter}⏎`,
      `received from ${letter}⏎`,
    ]);
  }
  const record = lab.rows.filter({ hasText: 'data="from B\\n"' });
  await expect(record.locator(".chip")).toHaveText("B");
});

test("half-close: the rest still comes, then the server's own end", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("bye");
  await a.button("Half-close").click();
  await expect(a.state).toHaveText("closed");
  await expect(a.rows.filter({ hasText: "half-close" })).toHaveCount(1);
  await expect(a.rows.filter({ hasText: "received bye⏎" })).toHaveCount(1);
  await expect(a.rows.filter({ hasText: "closed by server" })).toHaveText(/EOF/);
  await expect(a.rows.last()).toHaveText(/Both sides/);
  await expect(a.input).toBeDisabled();
  await a.button("Again").click();
  await expect(a.state).toHaveText("open");
  await expect(a.input).toBeFocused();
});

test("reset and close are told apart, here and in the server", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  const b = await lab.connect("B");
  await a.button("Reset").click();
  await expect(a.state).toHaveText("reset");
  await expect(a.rows.last()).toHaveText(/RST/);
  await b.button("Close").click();
  await expect(b.state).toHaveText("closed");
  await expect(b.rows.last()).toHaveText(/close.*both ways/);
  await expect(lab.rows.filter({ hasText: /reset/i })).not.toHaveCount(0);
});

test("a client that pauses hears nothing until it reads on", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.button("Pause").click();
  await expect(a.state).toHaveText("open, not reading");
  await a.send("late");
  await expect(lab.rows.filter({ hasText: "late" })).toBeVisible();
  await expect(a.rows.filter({ hasText: "received" })).toHaveCount(0);
  await a.button("Read on").click();
  await expect(a.rows.last()).toHaveText("received late⏎");
});

test("hex, line ends, and pieces that only together are text", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.mode.selectOption("hex");
  await a.send("68 c3");
  await expect(a.rows.nth(1)).toHaveText("received hc3");
  await a.send("0xa9,0a");
  await expect(a.rows.nth(2)).toHaveText("sent a9⏎together: hé⏎");
  await expect(a.rows.nth(3)).toHaveText("received a9⏎together: hé⏎");
  await a.send("6g");
  await expect(a.error).toHaveText(/“g” is not a hex digit/);
  await a.mode.selectOption("crlf");
  await expect(a.error).toHaveText("");
  await a.send("x");
  await expect(a.rows.last()).toHaveText("received x0d⏎");
  await a.mode.selectOption("none");
  await a.send("");
  await expect(a.error).toHaveText(/nothing to send/);
  await a.send("y");
  await expect(a.rows.last()).toHaveText("received y");
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

test("stop, start, restart: clients are told, the log is kept", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("kept");
  await expect(lab.rows.filter({ hasText: "kept" })).toBeVisible();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(lab.state).toHaveText("stopped");
  await expect(a.state).toHaveText("server stopped");
  await expect(a.button("Again")).toBeDisabled();
  await expect(lab.rows.filter({ hasText: "kept" })).toBeVisible();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(lab.state).toHaveText("listening");
  await a.button("Again").click();
  await expect(a.state).toHaveText("open");
  await page.getByRole("button", { name: "Restart" }).click();
  await expect(a.state).toHaveText("server stopped");
  await expect(lab.state).toHaveText("listening");
  await expect(lab.rows.filter({ hasText: "a new run" })).toHaveCount(2);
});

test("a long message goes through whole, a removed client is gone", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("z".repeat(100_000));
  const received = page.locator("lab-client .row.received");
  const bytes = async () => {
    const titles = await received.evaluateAll((rows) =>
      rows.map((row) => Number.parseInt(/** @type {HTMLElement} */ (row).title, 10)),
    );
    return titles.reduce((sum, n) => sum + n, 0);
  };
  await expect.poll(bytes).toBe(100_001);
  await a.button("Remove client A").click();
  await expect(a.card).toHaveCount(0);
  await expect(lab.add).toBeFocused();
  await lab.connect("A");
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
