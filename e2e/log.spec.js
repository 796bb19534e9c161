import { expect, LabPage, test } from "./playground.js";

/** @param {LabPage} lab */
async function twoClients(lab) {
  await lab.run();
  const a = await lab.connect("A");
  const b = await lab.connect("B");
  await a.send("apple");
  await b.send("pear");
  await expect(lab.rows.filter({ hasText: "pear" })).toBeVisible();
  return { a, b };
}

test("the log is filtered by text, level and connections", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await twoClients(lab);
  const filter = page.getByRole("searchbox", { name: "Filter the log" });
  await filter.fill("APPLE");
  await expect(lab.rows).toHaveCount(1);
  await expect(lab.rows).toHaveText(/received.*data="apple\\n"/);
  await filter.fill("no such thing");
  await expect(lab.log).toHaveText("No record matches the filter.");
  await filter.fill("");
  const accepted = lab.rows.filter({ hasText: "accepted" });
  await expect(accepted).toHaveCount(2);
  await lab.openLogMenu();
  await page.getByRole("button", { name: "Connections" }).click();
  await expect(accepted).toHaveCount(0);
  await expect(lab.rows.filter({ hasText: "pear" })).toBeVisible();
  await page.getByRole("combobox", { name: "Least level" }).selectOption("ERROR");
  await expect(lab.rows).toHaveCount(0);
});

test("a paused log counts what it holds back and shows it after", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  const { a } = await twoClients(lab);
  await page.locator("lab-log").getByRole("button", { name: "Pause", exact: true }).click();
  const before = await lab.rows.count();
  await a.send("held");
  await a.send("back");
  await expect(page.getByRole("button", { name: "Go on (2)" })).toBeVisible();
  expect(await lab.rows.count()).toBe(before);
  await page.getByRole("button", { name: "Go on (2)" }).click();
  await expect(lab.rows).toHaveCount(before + 2);
  await expect(lab.rows.last()).toHaveText(/back/);
  await lab.openLogMenu();
  await page.locator("lab-log").getByRole("button", { name: "Clear" }).click();
  await expect(lab.log).toHaveText("Nothing logged yet.");
});

test("a record leads to its line, which lights up as it is logged", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("one");
  const link = lab.rows.filter({ hasText: 'data="one\\n"' }).getByRole("link");
  const line = (await link.textContent())?.match(/:(\d+)$/)?.[1];
  await link.click();
  const shown = page.locator(`.is-shown[data-line="${line}"]`);
  await expect(shown).toBeInViewport();
  await expect(shown).toBeFocused();
  await expect(shown.locator(".cl")).toHaveText(/received/);
  await a.send("two");
  await expect(page.locator(`.is-flashing[data-line="${line}"]`).first()).toBeAttached();
  await expect(page.locator(".is-flashing")).toHaveCount(0);
});

test("it stays at the end, unless the reader has scrolled up", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  for (let i = 0; i < 30; i++) await a.send(`line ${i}`);
  await expect(lab.rows.filter({ hasText: "line 29" })).toBeInViewport();
  await lab.log.evaluate((log) => log.scrollTo(0, 0));
  await a.send("unseen");
  await expect(lab.rows.filter({ hasText: "unseen" })).toBeAttached();
  expect(await lab.log.evaluate((log) => log.scrollTop)).toBe(0);
});

test("a screen reader hears a few records, and how many more there were", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground, "multi");
  await lab.run();
  const a = await lab.connect("A");
  const spoken = page.locator("body > [role=status]");
  await a.mode.selectOption("hex");
  await a.send("610a".repeat(200));
  await expect(spoken).toHaveText(/and \d+ more/);
  expect(await spoken.locator("p").count()).toBeLessThanOrEqual(4);
});

test("a warning outlives a flood of other records", async ({ page, playground }) => {
  test.setTimeout(60_000);
  const lab = await LabPage.open(page, playground, "multi");
  await lab.run();
  const a = await lab.connect("A");
  const b = await lab.connect("B");
  await a.mode.selectOption("none");
  await a.send("x".repeat(5000));
  const warning = lab.rows.filter({ hasText: "line too long" });
  await expect(warning).toHaveCount(1);
  await b.mode.selectOption("none");
  await page.evaluate(() => {
    const lab = /** @type {any} */ (document.querySelector("socket-lab"));
    lab.session.clients[1].send(new TextEncoder().encode("flood\n".repeat(3000)));
  });
  await expect(warning).toHaveCount(0, { timeout: 20_000 });
  await lab.openLogMenu();
  await page.getByRole("combobox", { name: "Least level" }).selectOption("WARN");
  await expect(warning).toHaveCount(1);
});

test("a long value is one line, and whole when it is asked for", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("y".repeat(600));
  const record = lab.rows.filter({ hasText: "received" });
  await expect(record).toHaveText(/y{100}….*more/);
  await record.getByRole("button", { name: "Show the whole data" }).click();
  await expect(record).toHaveText(/y{600}/);
  await expect(lab.log).toBeFocused();
});

test("that it listens is said once, by the server", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  await expect(lab.rows).toHaveText([/INFO.*listening.*address=/]);
});

test("a flood stays bounded, in order, and the page answers", async ({ page, playground }) => {
  test.setTimeout(60_000);
  const lab = await LabPage.open(page, playground, "multi");
  await lab.run();
  const a = await lab.connect("A");
  await page.evaluate(() => {
    const socketLab = /** @type {any} */ (document.querySelector("socket-lab"));
    const [client] = socketLab.session.clients;
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join("");
    client.send(new TextEncoder().encode(lines));
  });
  await expect(lab.rows.last()).toHaveText(/19999/, { timeout: 40_000 });
  expect(await lab.rows.count()).toBeLessThanOrEqual(1000);
  const numbers = await lab.rows.evaluateAll((rows) =>
    rows
      .flatMap((row) => row.textContent?.match(/="?(\d+)(?:\\n)?"?server/)?.[1] ?? [])
      .map(Number),
  );
  expect(numbers.length).toBeGreaterThan(100);
  expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(await a.rows.count()).toBeLessThanOrEqual(600);
  await a.send("still here");
  await expect(a.rows.last()).toHaveText(/still here/);
});

test("two megabytes come back while every record of them is drawn", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  const a = await lab.connect("A");
  const took = await page.evaluate(async (size) => {
    const lab = /** @type {any} */ (document.querySelector("socket-lab"));
    const [client] = lab.session.clients;
    const begun = performance.now();
    const end = new AbortController();
    await new Promise((resolve) => {
      let got = 0;
      const count = (/** @type {Uint8Array} */ bytes) => {
        got += bytes.length;
        if (got === size) resolve(null);
      };
      client.events.on("received", count, end.signal);
      client.send(crypto.getRandomValues(new Uint8Array(65_536)).slice(0, size % 65_536));
      for (let sent = size % 65_536; sent < size; sent += 65_536)
        client.send(crypto.getRandomValues(new Uint8Array(65_536)));
    });
    end.abort();
    return Math.round(performance.now() - begun);
  }, 2_000_000);
  console.log(`2 MB came back in ${took} ms`);
  await expect(a.rows.last()).toHaveText(/^received/);
});
