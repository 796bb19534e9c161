// Starting in the tab, and all that can keep it from starting: each is said in
// words, nothing of it is left behind, and trying again works.

import { expect, test } from "./playground.js";

const MODULE = "**/static/tab-*.wasm";
const WORKER = "**/static/worker-*.js";

test.use({ place: "tab" });

// A module that is one, and no program of ours.
const EMPTY = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const wasm = { contentType: "application/wasm" };

/** @typedef {(route: import("@playwright/test").Route) => Promise<void>} Answer */

const FAILURES = /** @type {[string, string, Answer, RegExp][]} */ ([
  ["offline", MODULE, (route) => route.abort("internetdisconnected"), /could not be fetched/],
  ["no module", MODULE, (route) => route.fulfill({ status: 404 }), /answered 404/],
  [
    "half a module",
    MODULE,
    async (route) => {
      const body = await (await route.fetch()).body();
      await route.fulfill({ ...wasm, body: body.subarray(0, body.length / 2) });
    },
    /not arrived whole/,
  ],
  [
    "a page in its place",
    MODULE,
    (route) => route.fulfill({ contentType: "text/html", body: "<h1>Log in first</h1>" }),
    /not arrived whole/,
  ],
  ["another program", MODULE, (route) => route.fulfill({ ...wasm, body: EMPTY }), /did not start/],
  ["no worker", WORKER, (route) => route.fulfill({ status: 404 }), /script could not be loaded/],
]);

for (const [name, what, answer, words] of FAILURES) {
  test(`${name}: said, and tried again`, async ({ page, openLab }) => {
    await page.route(what, answer);
    const lab = await openLab();
    await lab.runButton.click();
    await expect(lab.notice).toHaveText(words);
    await expect(lab.notice.getByRole("button", { name: "Run on the host" })).toBeVisible();
    await expect(lab.state).toHaveText("not running");
    await expect.poll(() => page.workers().length).toBe(0);
    await page.unroute(what);
    await lab.notice.getByRole("button", { name: "Try again" }).click();
    await expect(lab.state).toHaveText("listening");
    const a = await lab.connect("A");
    await a.send("hello");
    await expect(a.rows.last()).toHaveText("received hello⏎");
  });
}

for (const [what, message, words] of /** @type {const} */ ([
  ["a worker that does not start its program", "{}", /does not listen after ten seconds/],
  [
    "a program whose init never ends",
    '{ type: "running" }',
    /does not come to Serve.*init function/,
  ],
]))
  test(`${what} is given up`, async ({ page, openLab }) => {
    await page.clock.install();
    const body = `onmessage = () => postMessage(${message})`;
    await page.route(WORKER, (route) => route.fulfill({ contentType: "text/javascript", body }));
    const lab = await openLab();
    const started = page.waitForEvent("worker");
    await lab.runButton.click();
    await started;
    await expect(lab.state).toHaveText("starting");
    await expect(async () => {
      await page.clock.runFor(10_000);
      await expect(lab.notice).toHaveText(words, { timeout: 100 });
    }).toPass();
    await expect.poll(() => page.workers().length).toBe(0);
  });

test.describe("on a connection that costs nothing", () => {
  test.use({ metered: false });

  test("the module is fetched ahead when the page is idle, and once", async ({ page, openLab }) => {
    /** @type {string[]} */
    const asked = [];
    page.on("request", (request) => {
      if (/\/(tab|worker)-/.test(request.url())) asked.push(request.url());
    });
    const fetched = page.waitForEvent("requestfinished", (r) => r.url().endsWith(".wasm"));
    const lab = await openLab();
    await fetched;
    await lab.run();
    expect(asked.filter((url) => url.endsWith(".wasm"))).toHaveLength(1);
  });
});

test("nothing is fetched ahead where it may cost the reader", async ({ page, openLab }) => {
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const lab = await openLab();
  await page.evaluate(
    () => new Promise((idle) => requestIdleCallback(() => requestIdleCallback(idle))),
  );
  const ahead = () => asked.filter((url) => /\/(tab|worker)-/.test(url)).length;
  expect(ahead()).toBe(0);
  await lab.run();
  expect(ahead()).toBe(2);
});
