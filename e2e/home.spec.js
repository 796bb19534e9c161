// The first screen: a visitor talks to a server before any reading.

import { findings } from "./axe.js";
import { exportSite, FileServer } from "./export.js";
import { expect, test } from "./playground.js";

/**
 * Sends the lines that stand there, as both clients, by the keyboard alone.
 * @param {import("@playwright/test").Page} page
 */
async function talk(page) {
  const lines = page.getByRole("list", { name: "The newest events" }).getByRole("listitem");
  await expect(lines).toHaveCount(3);
  for (const [letter, words] of [
    ["A", "hello"],
    ["B", "is anybody there?"],
  ]) {
    const input = page.locator(`#demo-${letter}`);
    await input.press("Enter");
    const answers = page.locator(".demo-client").filter({ has: input }).locator("output");
    await expect(answers).toHaveText(`came back: ${words}⏎`);
    await expect(lines).toHaveCount(3);
    await expect(lines.last()).toContainText(`server → ${letter}`);
    await expect(lines.last()).toContainText(/server\.go:\d+/);
  }
}

test("a visitor talks to a server of the host, which lesson 1 finds", async ({
  page,
  playground,
}) => {
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(playground.url, { waitUntil: "networkidle" });
  expect(asked.filter((path) => /^\/api\/|wasm|worker/.test(path))).toEqual([]);
  expect(await findings(page)).toEqual([]);
  await talk(page);
  expect(await findings(page)).toEqual([]);
  await page.locator('a[href="/lessons/echo"]').last().click();
  await expect(page.locator(".lab-word")).toHaveText("listening");
});

test("in the export the server runs in the tab, below a base path", async ({ page }) => {
  const { folder, remove } = await exportSite();
  const server = new FileServer(folder);
  try {
    await server.start();
    await page.goto(server.url);
    await talk(page);
    await expect(page.locator(".demo-status")).toContainText("in this tab");
  } finally {
    await server.stop();
    await remove();
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the home page is the way through the lessons", async ({ page, playground }) => {
    await page.goto(playground.url);
    await expect(page.locator("echo-demo")).toBeHidden();
    await expect(page.getByText("Send it a line")).toBeHidden();
    await expect(page.getByRole("link", { name: /^Start: / })).toBeVisible();
    await expect(page.getByRole("link", { name: "The lessons" })).toHaveAttribute(
      "href",
      "#lessons",
    );
  });
});

test("a lesson's sections are listed, each with its own address", async ({ page, playground }) => {
  await page.goto(playground.url);
  const card = page.locator("#lesson-echo");
  await card.locator("summary").click();
  await card.getByRole("link", { name: "Let one client wait" }).click();
  await expect(page).toHaveURL(/\/lessons\/echo#let-one-client-wait$/);
});

test("the way on leads to where the learner is", async ({ page, playground }) => {
  await page.goto(playground.url);
  const way = page.locator(".home-start");
  await expect(way).toHaveText(/^Start: /);
  await page.goto(`${playground.url}/lessons/echo`);
  await page.locator('exercise-card[name="shout"]').getByRole("link", { name: "Start" }).click();
  await expect(page.getByRole("group", { name: "Exercise" })).toBeVisible();
  await page.goto(playground.url);
  await expect(way).toHaveText(/^Go on with the exercise: /);
  await way.click();
  await expect(page).toHaveURL(/\/lessons\/echo\?view=code&exercise=shout$/);
});
