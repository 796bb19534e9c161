import { expect, LabPage, test } from "./playground.js";
import { lessonCount } from "./try-its.js";

test("from the home page through the lessons", async ({ page, playground }) => {
  await page.goto(playground.url);
  await expect(page).toHaveTitle("Socket School");
  const parts = page.getByRole("heading", { level: 3 });
  expect(await parts.allTextContents()).toContain("First servers");
  const lessons = page.getByRole("list", {
    name: /^(First servers|Good practice|Further|To look up)$/,
  });
  const titles = await lessons.getByRole("heading").allTextContents();
  expect(titles.length).toBe(lessonCount);
  await lessons.first().getByRole("link").first().click();
  for (const [at, title] of titles.entries()) {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    const current = page.getByRole("navigation", { name: "Lessons" }).locator("[aria-current]");
    await expect(current).toHaveCount(1);
    const next = page.getByRole("link", { name: /^Next/ });
    if (at < titles.length - 1) await next.click();
    else await expect(next).toHaveCount(0);
  }
});

test("the source is quoted with its line numbers, and whole at the end", async ({
  page,
  playground,
}) => {
  await LabPage.open(page, playground);
  const excerpt = page.locator("section figure.code[data-file]").first();
  const number = await excerpt.locator(".ln").first().textContent();
  await page.getByText("The whole server").click();
  const line = page.locator(`[id="server.go-L${number?.trim()}"] .cl`);
  await expect(line).toBeVisible();
  expect((await line.textContent())?.trim()).toBe(
    (await excerpt.locator(".cl").first().textContent())?.trim(),
  );
});

test("a link to a line opens the source it is folded into", async ({ page, playground }) => {
  await page.goto(`${playground.url}/lessons/echo#server.go-L1`);
  await expect(page.locator('[id="server.go-L1"]')).toBeInViewport();
});

test("code is copied as it was written", async ({ page, playground, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await LabPage.open(page, playground);
  const figure = page.locator("section figure.code[data-file]").first();
  const lines = await figure.locator(".cl").allTextContents();
  await figure.getByRole("button", { name: /^Copy/ }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(lines.map((line) => `${line.replace(/\n$/, "")}\n`).join(""));
});

test("colours: as the system has them, or chosen and kept", async ({ page, playground }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(playground.url);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.getByRole("button", { name: "Colours: as the system has them" }).click();
  const light = await paper();
  expect(light).not.toBe(dark);
  await page.reload();
  expect(await paper()).toBe(light);
  await page.getByRole("button", { name: "Colours: light" }).click();
  expect(await paper()).toBe(dark);
});

test("the rule between lesson and lab moves, by keys and by hand, and stays", async ({
  page,
  playground,
}) => {
  await LabPage.open(page, playground);
  const rule = page.getByRole("separator", { name: "Width of the lesson" });
  const share = async () => Number(await rule.getAttribute("aria-valuenow"));
  const before = await share();
  await rule.press("ArrowRight");
  await rule.press("ArrowRight");
  expect(await share()).toBe(before + 4);
  await rule.press("Home");
  expect(await share()).toBe(25);
  const box = await rule.boundingBox();
  if (!box) throw new Error("the rule is not to be seen");
  await page.mouse.move(box.x, 400);
  await page.mouse.down();
  await page.mouse.move(720, 400, { steps: 4 });
  await page.mouse.up();
  expect(await share()).toBe(50);
  await page.reload();
  expect(await share()).toBe(50);
});

test("the first stop of the keyboard skips the bar", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the text" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("a page that is not there says what to do", async ({ page, playground }) => {
  const response = await page.goto(`${playground.url}/lessons/nothing`);
  expect(response?.status()).toBe(404);
  await page.getByRole("link", { name: "All lessons" }).click();
  await expect(page).toHaveTitle("Socket School");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("lesson and lab are two views, each at its own place", async ({ page, playground }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBe(390);
    const lab = page.getByRole("button", { name: "Lab", exact: true });
    const lesson = page.getByRole("button", { name: "Lesson", exact: true });
    await expect(lesson).toHaveAttribute("aria-pressed", "true");
    await page.evaluate(() => scrollTo(0, 300));
    await lab.click();
    await expect(page.getByRole("button", { name: "Run on the host" })).toBeInViewport();
    await expect(page.getByRole("article")).toBeHidden();
    await lesson.click();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(300);
    await expect(page.locator("#lab")).toBeHidden();
  });

  test("a Try it shows its result where it was pressed, and the way to the lab", async ({
    page,
    playground,
  }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    const attempt = page.locator("try-it").first();
    await attempt.locator(".try-go").click();
    await expect(attempt.getByRole("status")).toHaveText(/^It went as written/);
    await expect(attempt.getByRole("status")).toBeInViewport();
    await expect(attempt.locator('.script-line[data-state="done"]')).toHaveCount(6);
    await attempt.getByRole("button", { name: "See it in the lab" }).click();
    await expect(page.locator(".lab-address")).toBeInViewport();
    await expect(page.getByRole("group", { name: "Client A", exact: true })).toBeVisible();
    const link = page.getByRole("region", { name: "Records" }).getByRole("link").first();
    await link.click();
    await expect(page.locator(".is-shown")).toBeInViewport();
  });

  test("a reload comes back to the view, and to its place", async ({ page, playground }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    await page.evaluate(() => scrollTo(0, 700));
    await page.getByRole("button", { name: "Lab", exact: true }).click();
    await page.reload();
    await expect(page.locator("#lab")).toBeVisible();
    await expect(page.getByRole("article")).toBeHidden();
    await page.getByRole("button", { name: "Lesson", exact: true }).click();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
  });

  test("turned to the side and back, what has the focus is in view", async ({
    page,
    playground,
  }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    await page.getByRole("button", { name: "Lab", exact: true }).click();
    await page.setViewportSize({ width: 1100, height: 800 });
    await expect(page.getByRole("article")).toBeVisible();
    await page.locator("try-it textarea").first().focus();
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.locator("try-it textarea").first()).toBeVisible();
  });

  test("the lesson is printed, whatever is in view", async ({ page, playground }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    await page.getByRole("button", { name: "Lab", exact: true }).click();
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("article")).toBeVisible();
    await expect(page.locator("#lab")).toBeHidden();
    await expect(page.locator(".try-steps code").first()).toBeVisible();
  });

  test("a source link in the lab leads back to it, and the lesson stays where it was", async ({
    page,
    playground,
  }) => {
    const lab = await LabPage.open(page, playground);
    await lab.show("Lesson");
    await page.evaluate(() => scrollTo(0, 700));
    await lab.show("Lab");
    await lab.run();
    await lab.log.getByRole("link").first().click();
    await expect(page.locator(".is-shown")).toBeInViewport();
    await page.getByRole("button", { name: "Back to where you were" }).click();
    await expect(page.locator("#lab")).toBeVisible();
    await lab.show("Lesson");
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
  });

  test("a first tap explains a word, a second one leads to all of them", async ({
    page,
    playground,
  }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    const word = page.locator("a.word").first();
    const shown = () => word.evaluate((link) => getComputedStyle(link, "::after").content);
    await word.tap();
    await expect(page).toHaveURL(/echo$/);
    expect(await shown()).toContain("A line from top to bottom");
    await page.keyboard.press("Escape");
    expect(await shown()).toBe("none");
    await word.tap();
    await expect(page).toHaveURL(/words#lane$/);
  });

  test("an explained word makes nothing scroll sideways", async ({ page, playground }) => {
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto(`${playground.url}/lessons/echo`);
    const words = await page.locator("a.word").all();
    expect(words.length).toBeGreaterThan(2);
    for (const word of words) {
      await word.focus();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    }
  });

  test("the bar names the lesson, the one before and the one after, whole", async ({
    page,
    playground,
  }) => {
    await page.goto(`${playground.url}/lessons/broadcast`);
    const bar = page.getByRole("navigation", { name: "Lessons" });
    await expect(bar.getByRole("link")).toHaveCount(3);
    for (const link of await bar.getByRole("link").all())
      await expect(link).toBeInViewport({ ratio: 1 });
    for (const width of [390, 360, 320]) {
      await page.setViewportSize({ width, height: 844 });
      const cut = await bar
        .locator("[aria-current]")
        .evaluate((a) => a.scrollWidth - a.clientWidth);
      expect(cut, `of the name at ${width} px`).toBe(0);
    }
    await bar.getByRole("link", { name: /Next/ }).click();
    await expect(page).toHaveURL(/\/lessons\/secure$/);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the lesson is a whole article, without a dead control", async ({ page, playground }) => {
    await page.goto(`${playground.url}/lessons/echo`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator(".try-label").first()).toBeVisible();
    await page.locator(".try-steps summary").first().click();
    await expect(page.locator(".try-steps code").first()).toBeVisible();
    await page.getByText("The whole server").click();
    await expect(page.locator("#source figure.code").first()).toBeVisible();
    await expect(page.getByText("socketschool lesson echo")).toBeVisible();
    await expect(page.locator(".no-script").getByText("nc 127.0.0.1 4040")).toBeVisible();
    expect(await page.getByRole("button").count()).toBe(0);
    expect(await page.getByRole("textbox").count()).toBe(0);
    expect(await page.getByRole("separator").count()).toBe(0);
  });

  test("and the way through the lessons is there", async ({ page, playground }) => {
    await page.goto(playground.url);
    await page.getByRole("main").getByRole("link").first().click();
    await expect(page.getByRole("article")).toBeVisible();
  });
});

test("code is copied without a secure context", async ({ page, playground, context }) => {
  await context.grantPermissions(["clipboard-read"]);
  await page.addInitScript(() => {
    const clipboard = navigator.clipboard;
    Object.assign(globalThis, { readCopied: () => clipboard.readText() });
    Object.defineProperty(navigator, "clipboard", { value: undefined });
  });
  await LabPage.open(page, playground);
  const copy = page
    .locator("figure.code[data-file]")
    .first()
    .getByRole("button", { name: /^Copy/ });
  await copy.click();
  await expect(copy).toHaveAttribute("data-state", "done");
  await expect(copy).toBeFocused();
  expect(await page.evaluate("readCopied()")).toContain("func echo");
});

test("where the browser does not copy, the code is selected", async ({ page, playground }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = () => false;
  });
  await LabPage.open(page, playground);
  const figure = page.locator("figure.code[data-file]").first();
  const copy = figure.getByRole("button", { name: /^Copy/ });
  await copy.click();
  await expect(copy).toHaveAttribute("data-state", "failed");
  expect(await page.evaluate(() => String(getSelection()))).toContain("func echo");
});
