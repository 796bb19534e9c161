// The course as a static site: first from a plain file server, then from none.

import { findings } from "./axe.js";
import { CodePage } from "./code.js";
import { exportSite, FileServer } from "./export.js";
import { test as base, expect, LabPage } from "./playground.js";
import { lessonCount, lessonsToTry } from "./try-its.js";

/**
 * @typedef {object} Exported folders, each written once
 * @property {string} site below a base path
 * @property {string} nextSite another version of it
 * @property {string} rootSite at the root of its web server
 *
 * @typedef {{ server: FileServer }} Served
 *
 * @typedef {import("@playwright/test").WorkerFixture<string, {}>} Folder
 */

/**
 * @param {Parameters<typeof exportSite>} options
 * @returns {[Folder, { scope: "worker", timeout: number }]}
 */
function exported(...options) {
  /** @type {Folder} */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  const fixture = async ({}, use) => {
    const { folder, remove } = await exportSite(...options);
    await use(folder);
    await remove();
  };
  return [fixture, { scope: "worker", timeout: 60_000 }];
}

const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<Served, Exported, { page: import("@playwright/test").Page }>} */ ({
    site: exported(),
    nextSite: exported({ flags: ["--origin", "https://example.org"] }),
    rootSite: exported({ base: "/" }),
    server: async ({ site }, use) => {
      const server = new FileServer(site);
      await server.start();
      await use(server);
      await server.stop();
    },
  }),
);

test.use({ metered: false });

/** @param {import("@playwright/test").Page} page */
const mark = (page) => page.locator("offline-status").getByRole("status");

/**
 * Opens a page, waits until the site is kept, and takes the network away.
 * @param {import("@playwright/test").Page} page
 * @param {FileServer} server
 * @param {string} path
 */
async function visitAndUnplug(page, server, path) {
  await page.goto(server.url + path);
  await expect(mark(page)).toHaveText("ready offline", { timeout: 30_000 });
  await server.stop();
  await page.context().setOffline(true);
}

/**
 * What a page asks of the network from now on.
 * @param {import("@playwright/test").Page} page
 */
function leaving(page) {
  /** @type {string[]} */
  const left = [];
  page.on("requestfailed", (request) => {
    const error = request.failure()?.errorText ?? "";
    // What a page was still loading when it was left is none of the network's.
    if (error !== "net::ERR_ABORTED") left.push(`${request.url()}: ${error}`);
  });
  page.on("response", (response) => {
    const local = response.fromServiceWorker() || /^(data|blob):/.test(response.url());
    if (!local) left.push(response.url());
  });
  page.context().on("request", (request) => {
    if (request.serviceWorker()) left.push(`${request.url()}, by the service worker`);
  });
  return left;
}

for (const lesson of lessonsToTry) {
  test(`without a network, every Try it of ${lesson} goes as written`, async ({ page, server }) => {
    test.setTimeout(240_000); // limits waits for its own idle timeout
    await visitAndUnplug(page, server, `lessons/${lesson}/`);
    const left = leaving(page);
    await page.reload();
    const tries = await page.locator("try-it").all();
    expect(tries.length).toBeGreaterThan(0);
    for (const attempt of tries) {
      await attempt.locator(".try-go").click();
      const title = (await attempt.getAttribute("data-title")) ?? "";
      await expect(attempt, title).toHaveAttribute("data-state", /done|failed/, {
        timeout: 90_000,
      });
      await expect(attempt.getByRole("status")).toHaveText(/^It went as written/);
    }
    await page.getByRole("link", { name: "SocketSchool" }).click();
    const card = page.locator(`lesson-progress[data-lesson="${lesson}"]`);
    await expect(card.locator(".progress-text").first()).toHaveText(
      new RegExp(`^${tries.length} of ${tries.length} `),
    );
    expect(left).toEqual([]);
  });
}

test("a lab is run by hand, from first click to reset", async ({ page, server }) => {
  await page.goto(`${server.url}lessons/echo/`);
  const lab = new LabPage(page, "tab");
  await expect(lab.host).toHaveCount(0);
  await lab.run();
  const a = await lab.connect("A");
  await a.send("hello");
  await expect(a.rows).toHaveText(["sent hello⏎", "received hello⏎"]);
  await a.button("Reset").click();
  await expect(a.state).toHaveText("reset");
  await expect(page.locator(".lab-column").getByText(/\bhost\b/i)).toHaveCount(0);
});

test("where nothing builds, an exercise is read, and taken to the terminal", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}lessons/echo/`);
  const terminal = "socketschool start echo/shout";
  await expect(page.locator("#exercises")).toContainText("nothing checks it");
  await expect(page.locator("#exercises")).toContainText("socketschool start echo/greet");
  await page.locator('exercise-card[name="shout"]').getByRole("link", { name: "Start" }).click();
  const code = new CodePage(page);
  await expect(code.editor()).toBeVisible();
  await expect(page.getByRole("region", { name: "Task" })).toBeVisible();
  await expect(code.panel.locator(".code-offer")).toContainText(terminal);
  await code.button("Check").click();
  await expect(code.status).toContainText("It is not built.");
  await expect(code.status).toContainText(terminal);
  const downloading = page.waitForEvent("download");
  await code.button("Download").click();
  expect((await downloading).suggestedFilename()).toBe("echo.zip");
});

test("a server that compresses serves the same site", async ({ page, site }) => {
  const server = new FileServer(site, { coding: "gzip" });
  await server.start();
  await visitAndUnplug(page, server, "lessons/echo/");
  const assets = server.asked.filter((path) => path.startsWith("static/"));
  expect(assets.length).toBeGreaterThan(6);
  expect([...new Set(assets)], "nothing is fetched twice").toEqual(assets);
  await page.reload();
  const lab = new LabPage(page, "tab");
  await lab.run();
  const a = await lab.connect("A");
  await a.send("hello");
  await expect(a.rows.last()).toHaveText("received hello⏎");
});

test("without a network, every page is there, and one that never was is not found", async ({
  page,
  server,
}) => {
  await visitAndUnplug(page, server, "");
  const left = leaving(page);
  await page.goto(`${server.url}index.html?from=mail`);
  const links = await page.locator(".card-title a").all();
  expect(links.length).toBe(lessonCount);
  for (const link of links) {
    expect(await link.getAttribute("href")).toMatch(/^\/tutorial\/lessons\/[a-z-]+\/$/);
  }
  await page.getByRole("link", { name: "Best practices" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/practices/);
  await page.goto(`${server.url}lessons/echo`); // a folder's slash is added
  expect(page.url()).toBe(`${server.url}lessons/echo/`);
  expect(left).toEqual([]);

  const answer = await page.goto(`${server.url}lessons/never/was/`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await page.getByRole("link", { name: "All lessons" }).click();
  await expect(page.locator(".card")).toHaveCount(lessonCount);
});

test.describe("where the reader may pay by the byte", () => {
  test.use({ metered: true });

  test("nothing is kept before a lab has run", async ({ page, server }) => {
    await page.goto(`${server.url}lessons/echo/`);
    // Twice idle: whatever waits for that has had its turn.
    await page.evaluate(
      () => new Promise((done) => requestIdleCallback(() => requestIdleCallback(() => done(null)))),
    );
    const count = () =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
    expect(await count()).toBe(0);
    expect(server.asked.filter((path) => /wasm|worker/.test(path))).toEqual([]);
    await new LabPage(page, "tab").run();
    await expect(mark(page)).toHaveText("ready offline", { timeout: 30_000 });
    expect(await count()).toBe(1);
  });
});

test("a new version is offered, and comes when it is wanted", async ({
  page,
  server,
  nextSite,
}) => {
  await page.goto(server.url);
  await expect(mark(page)).toHaveText("ready offline", { timeout: 30_000 });
  server.asked = [];
  server.folder = nextSite;
  const other = await page.context().newPage();
  await other.goto(`${server.url}lessons/echo/`);
  const canonical = page.locator('link[rel="canonical"]');
  await page.reload();
  const reload = page.getByRole("button", { name: "A new version is ready: Reload" });
  await expect(reload).toBeVisible({ timeout: 30_000 });
  await expect(canonical).toHaveCount(0);
  expect(server.asked.filter((path) => path.includes("wasm"))).toEqual([]);

  await reload.focus();
  await page.keyboard.press("Enter");
  await expect(canonical).toHaveCount(1);
  await expect(mark(page)).toHaveText("ready offline");
  // The other page goes on as it is until it is asked.
  const there = other.getByRole("button", { name: "A new version is ready: Reload" });
  await there.click();
  await expect(other.locator('link[rel="canonical"]')).toHaveCount(1);
  await server.stop();
  await page.reload();
  await expect(canonical).toHaveCount(1);
});

test("a version that cannot be had whole leaves the former one", async ({
  page,
  server,
  nextSite,
}) => {
  await page.goto(server.url);
  await expect(mark(page)).toHaveText("ready offline", { timeout: 30_000 });
  server.folder = nextSite;
  server.broken = ["lessons/secure/"];
  server.asked = [];
  const gaveUp = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const worker = registration.installing;
    await new Promise((done) => {
      worker?.addEventListener("statechange", () => worker.state === "redundant" && done(null));
      if (!worker || worker.state === "redundant") done(null);
    });
    return registration.waiting === null;
  });
  expect(await gaveUp).toBe(true);
  expect(server.asked).toContain("lessons/secure/");
  await server.stop();
  await page.reload();
  await expect(page.locator(".card")).toHaveCount(lessonCount);
  await expect(page.locator('link[rel="canonical"]')).toHaveCount(0);
  await expect(mark(page)).toHaveText("ready offline");
});

test("where a host takes the site's place, its pages do so too", async ({
  page,
  playground,
  rootSite,
}) => {
  await playground.end();
  const port = Number(new URL(playground.url).port);
  const server = new FileServer(rootSite, { base: "/", port });
  await server.start();
  await page.goto(playground.url);
  await expect(mark(page)).toHaveText("ready offline", { timeout: 30_000 });
  await server.stop();

  await playground.start();
  await page.reload(); // from what is kept
  await page.getByRole("button", { name: "A new version is ready: Reload" }).click();
  await expect(page.locator("offline-status")).toHaveCount(0);
  await page.getByRole("link", { name: "An echo server", exact: true }).click();
  await expect(page.locator("socket-lab[data-host]")).toBeVisible();
  const left = page.evaluate(async () => [
    ...(await caches.keys()),
    ...(await navigator.serviceWorker.getRegistrations()),
  ]);
  expect(await left).toEqual([]);
});

for (const [size, viewport] of Object.entries({
  desktop: { width: 1440, height: 900 },
  phone: { width: 360, height: 740 },
})) {
  test(`${size}: the mark and the prompt fit, and axe finds nothing`, async ({
    page,
    server,
    nextSite,
  }) => {
    test.setTimeout(90_000); // two analyses, each of a big page
    await page.setViewportSize(viewport);
    const check = async () => {
      expect(await findings(page)).toEqual([]);
      const wider = () => document.documentElement.scrollWidth - innerWidth;
      expect(await page.evaluate(wider)).toBe(0);
      const box = await page.locator("theme-toggle").boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
    };
    await page.goto(`${server.url}lessons/echo/`);
    await expect(mark(page)).toHaveText("ready offline", { timeout: 30_000 });
    await check();
    server.folder = nextSite;
    await page.reload();
    const reload = page.getByRole("button", { name: "A new version is ready: Reload" });
    await expect(reload).toBeVisible({ timeout: 30_000 });
    await check();
  });
}
