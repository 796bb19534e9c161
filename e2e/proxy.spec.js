// Learners reach the playground below a path, through a proxy.

import { ProxiedPlayground } from "./nginx.js";
import { test as base, expect, inEachPlace } from "./playground.js";

const BASE = "/go/";

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form.
  playground: async ({}, use) => {
    const playground = new ProxiedPlayground(BASE);
    await playground.start();
    await use(playground);
    await playground.end();
  },
});

inEachPlace((place) => {
  test("a lab below a path, through nginx", async ({ page, context, playground, openLab }) => {
    /** @type {string[]} */
    const outside = [];
    /** @type {string[]} */
    const failed = [];
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (/^(http|ws)/.test(url.protocol) && !url.pathname.startsWith(BASE))
        outside.push(url.pathname);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) failed.push(response.url());
    });
    /** @type {string[]} */
    const sockets = [];
    page.on("websocket", (socket) => sockets.push(new URL(socket.url()).pathname));
    const lab = await openLab();
    await lab.run();
    const a = await lab.connect("A");
    await a.send("hello");
    await expect(a.rows.filter({ hasText: "received hello⏎" })).toHaveCount(1);
    await expect(lab.rows.filter({ hasText: 'data="hello\\n"' })).toBeVisible();
    await page.locator(`a[href="${BASE}lessons/multi"]`).first().click();
    await expect(page).toHaveURL(`${playground.url}/lessons/multi`);
    if (place === "host") {
      expect(sockets.length).toBeGreaterThan(1);
      expect(sockets.filter((path) => !path.startsWith(`${BASE}api/labs/`))).toEqual([]);
      const [cookie] = await context.cookies();
      expect(cookie?.path).toBe(BASE);
    } else {
      expect(sockets).toEqual([]);
    }
    expect(outside).toEqual([]);
    expect(failed).toEqual([]);
  });
});
