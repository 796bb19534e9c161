import { expect, LabPage, test } from "./playground.js";

test("a reload comes back to the same lab and its whole log", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("before the reload");
  await expect(lab.rows.filter({ hasText: "before the reload" })).toHaveCount(1);
  const address = await page.locator(".lab-address").textContent();
  await page.reload();
  await expect(lab.state).toHaveText("listening");
  await expect(page.locator(".lab-address")).toHaveText(address ?? "");
  await expect(lab.rows.filter({ hasText: "before the reload" })).toHaveCount(1);
  const again = await lab.connect("A");
  await again.send("after");
  await expect(lab.rows.filter({ hasText: 'data="after' })).toHaveCount(1);
});

for (const signal of /** @type {const} */ (["SIGKILL", "SIGTERM"])) {
  test(`the playground ends by ${signal} and comes back: the page says so and starts again`, async ({
    page,
    playground,
  }) => {
    const lab = await LabPage.open(page, playground);
    await lab.run();
    const a = await lab.connect("A");
    await a.send("once");
    await expect(lab.rows.filter({ hasText: "once" })).toBeVisible();
    await playground.end(signal);
    await expect(lab.notice).toHaveText(/connection to the playground was lost/);
    await expect(a.state).not.toHaveText("open");
    await playground.start();
    await expect(lab.notice).toHaveText(/The playground was restarted/, { timeout: 20_000 });
    await expect(lab.rows.filter({ hasText: "once" })).toBeVisible();
    await page.getByRole("button", { name: "Start again" }).click();
    await expect(lab.state).toHaveText("listening");
    await expect(lab.notice).toBeHidden();
    await expect(lab.add).toBeFocused();
    await a.button("Again").click();
    await a.send("twice");
    await expect(a.rows.last()).toHaveText("received twice⏎");
    await expect(lab.rows.filter({ hasText: "twice" })).toHaveCount(1);
  });
}

test("events lost on the way are fetched again, none twice", async ({ page, playground }) => {
  /** @type {import("@playwright/test").WebSocketRoute[]} */
  const streams = [];
  await page.routeWebSocket(/\/events/, (route) => {
    streams.push(route);
    route.connectToServer();
  });
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  for (let i = 0; i < 4; i++) {
    await a.send(`part ${i}`);
    await streams.at(-1)?.close({ code: 1011 });
    await expect.poll(() => streams.length).toBe(i + 2);
  }
  await a.send("the end");
  await expect(lab.rows.filter({ hasText: "the end" })).toHaveCount(1);
  for (let i = 0; i < 4; i++)
    await expect(lab.rows.filter({ hasText: `part ${i}` })).toHaveCount(1);
  await expect(lab.rows.filter({ hasText: "skipped" })).toHaveCount(0);
});

test("what was lost for good is counted and shown", async ({ page, playground }) => {
  await page.routeWebSocket(/\/events/, (route) => {
    const server = route.connectToServer();
    server.onMessage((frame) => {
      if (!String(frame).includes("never seen")) route.send(frame);
    });
  });
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("never seen");
  await expect(a.rows.last()).toHaveText("received never seen⏎");
  await a.send("seen");
  const records = lab.rows.filter({ hasText: /skipped|seen/ });
  await expect(records).toHaveText([/^\d+ events? w.* skipped/, /data="seen/]);
});

test("the playground is not there: the page says what to do", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await playground.end();
  await page.getByRole("button", { name: "Run on the host" }).click();
  await expect(lab.notice).toHaveText(/does not answer.*start it there again/);
  await playground.start();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(lab.state).toHaveText("listening");
});

test.describe("where a learner may run one lab", () => {
  test.use({ flags: ["--labs-per-session=1"] });

  test("too many labs: the limit is told in words, and a closed page makes room", async ({
    page,
    context,
    playground,
  }) => {
    const other = await LabPage.open(await context.newPage(), playground, "multi");
    await other.run();
    const lab = await LabPage.open(page, playground);
    await page.getByRole("button", { name: "Run on the host" }).click();
    await expect(lab.notice).toHaveText(
      /You have enough labs\. You already look at as many labs as one learner may.*1.*In \d+ s/,
    );
    await other.page.close();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(lab.state).toHaveText("listening");
  });
});
