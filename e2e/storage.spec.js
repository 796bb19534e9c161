// What a browser may withhold: room in its storage, the storage itself, cookies.
// A learner loses what would have been stored, and nothing else.

import { once } from "node:events";
import { createServer, request } from "node:http";
import { expect, test } from "./playground.js";

/** @param {import("@playwright/test").Page} page */
async function talk(page) {
  await page.locator("socket-lab .lab-empty button").first().click();
  await page.getByRole("button", { name: "Connect a client" }).click();
  const card = page.locator("lab-client").first();
  await expect(card).toContainText("open");
}

const WITHHELD = {
  "storage is full": () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  "storage is forbidden": () => {
    for (const area of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, area, {
        get() {
          throw new DOMException("forbidden", "SecurityError");
        },
      });
  },
};

for (const [name, withhold] of Object.entries(WITHHELD)) {
  test(`${name}: the lab runs, and a note says so once`, async ({ page, playground }) => {
    await page.addInitScript(withhold);
    await page.goto(`${playground.url}/lessons/echo`);
    await talk(page);
    const note = page.locator(".quiet-note");
    await expect(note).toContainText("stores nothing");
    await note.getByRole("button").click();
    await page.locator("theme-toggle button").first().click();
    await expect(note).toHaveCount(0);
  });
}

test("stored values and fragments of no valid shape are absent", async ({ page, playground }) => {
  await page.addInitScript(() => {
    sessionStorage.setItem("socketschool.lab.host.echo", "\ud800");
    localStorage.setItem("socketschool.done", "null");
    localStorage.setItem("socketschool.progress", '{"socketschool":"progress"');
    localStorage.setItem("socketschool.place", "__proto__");
    localStorage.setItem("socketschool.split", "{}");
  });
  await page.goto(`${playground.url}/lessons/echo#%E0%A4%A`);
  await talk(page);
});

test("without cookies the lab runs in the tab, and a note says why", async ({
  page,
  playground,
}) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setDocumentCookieDisabled", { disabled: true });
  await page.goto(`${playground.url}/lessons/echo`);
  expect(await page.evaluate(() => navigator.cookieEnabled)).toBe(false);
  await expect(page.locator(".quiet-note")).toContainText("refuses cookies");
  await talk(page);
});

test("where no cookie comes back, the lab says so and runs in the tab", async ({
  page,
  playground,
}) => {
  const { hostname, port } = new URL(playground.url);
  const proxy = createServer((asked, answer) => {
    const { cookie: _, ...headers } = asked.headers;
    const { method, url } = asked;
    const onward = request({ hostname, port, method, path: url, headers }, (response) => {
      const { "set-cookie": _set, ...kept } = response.headers;
      answer.writeHead(response.statusCode ?? 502, kept);
      response.pipe(answer);
    });
    asked.pipe(onward);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port: own } = /** @type {import("node:net").AddressInfo} */ (proxy.address());
  await page.goto(`http://127.0.0.1:${own}/lessons/echo`);
  await page.locator("socket-lab .lab-empty button").first().click();
  await expect(page.locator(".lab-notice")).toContainText("No cookies.");
  await page.locator(".lab-notice").getByRole("button", { name: "Run in this tab" }).click();
  await expect(page.locator(".lab-word")).toHaveText("listening");
  proxy.closeAllConnections();
  proxy.close();
});
