import { findings } from "./axe.js";
import { expect, LabPage, Menu, test } from "./playground.js";

/**
 * @param {import("@playwright/test").Page} page
 * @param {import("./playground.js").Playground} playground
 * @param {string} [lesson]
 */
async function oneClient(page, playground, lesson) {
  const lab = await LabPage.open(page, playground, lesson);
  await lab.run();
  const a = await lab.connect("A");
  return { lab, a, menu: new Menu(page, "A") };
}

/** @param {import("@playwright/test").Locator} rows */
const sent = (rows) => rows.filter({ hasText: /^sent/ });
/** @param {import("@playwright/test").Locator} rows */
const received = (rows) => rows.filter({ hasText: /^received/ });

test("the menu by keyboard: opens, Escape closes it, the focus returns", async ({
  page,
  playground,
}) => {
  const { a, menu } = await oneClient(page, playground);
  await a.button("Remove client A").focus();
  await page.keyboard.press("Shift+Tab");
  await expect(menu.opener).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(menu.menu).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(menu.menu.getByRole("button", { name: "Send in pieces" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu.menu).toBeHidden();
  await expect(menu.opener).toBeFocused();
  await page.keyboard.press("Enter");
  await menu.fill("How many times", "3");
  await page.keyboard.press("Enter");
  await expect(menu.menu).toBeHidden();
  await expect(menu.opener).toBeFocused();
  await expect(sent(a.rows)).toHaveCount(3);
});

test("a message in pieces, at the sizes asked for", async ({ page, playground }) => {
  const { lab, a, menu } = await oneClient(page, playground);
  await a.input.fill("hé!");
  await menu.open();
  await expect(menu.menu).toHaveText(/"hé!\\n"/);
  await menu.fill("Sizes of the pieces", "1, x");
  await menu.press("Send in pieces");
  await expect(menu.menu.getByRole("alert")).toHaveText(/not “x”, for example 1, 2, rest/);
  await menu.fill("Sizes of the pieces", "2, rest");
  await menu.fill("Milliseconds between two pieces", "100");
  await menu.press("Send in pieces");
  await expect(sent(a.rows)).toHaveText(["sent hc3", /^sent a9!⏎/]);
  await expect(a.rows.filter({ hasText: "2 pieces sent" })).toHaveCount(1);
  await expect(lab.rows.filter({ hasText: 'data="h\\xc3"' })).toHaveCount(1);
});

test("a message a hundred times, and random bytes, all come back", async ({ page, playground }) => {
  const { a, menu } = await oneClient(page, playground);
  await a.input.fill("again");
  await menu.open();
  await menu.press("Send repeatedly");
  await expect(sent(a.rows)).toHaveCount(100);
  await expect(a.rows.filter({ hasText: "100 messages sent" })).toHaveCount(1);
  await menu.open();
  await menu.fill("How many random bytes", "70000");
  await menu.press("Send random");
  await expect(a.rows.filter({ hasText: "70,000 random bytes sent" })).toHaveCount(1);
  const bytes = () =>
    received(a.rows).evaluateAll((rows) =>
      rows.reduce(
        (sum, row) => sum + Number.parseInt(/** @type {HTMLElement} */ (row).title, 10),
        0,
      ),
    );
  await expect.poll(bytes).toBe(100 * 6 + 70_000);
});

test("a file", async ({ page, playground }) => {
  const { a, menu } = await oneClient(page, playground);
  await menu.open();
  await menu.press("Send the file");
  await expect(menu.menu.getByRole("alert")).toHaveText("First choose a file.");
  await menu.menu.getByLabel("File to send").setInputFiles({
    name: "note.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("from disk\n"),
  });
  await menu.press("Send the file");
  await expect(received(a.rows)).toHaveText("received from disk⏎");
  await expect(a.rows.filter({ hasText: "10 bytes of note.txt sent" })).toHaveCount(1);
});

test("what takes long shows how far it is, and can be stopped", async ({ page, playground }) => {
  const { a, menu } = await oneClient(page, playground);
  await a.input.fill("abc");
  await menu.open();
  await menu.fill("Sizes of the pieces", "1");
  await menu.fill("Milliseconds between two pieces", "10000");
  await menu.press("Send in pieces");
  const job = a.card.locator(".client-job");
  await expect(job).toHaveText(/^1 of 4 pieces sent/);
  await expect(job.getByRole("progressbar")).toHaveAttribute("value", "1");
  await a.button("Stop client A sending").click();
  await expect(job).toBeHidden();
  await expect(a.rows.last()).toHaveText("1 of 4 pieces sent, then it was stopped");
  await menu.open();
  await menu.press("Send in pieces");
  await expect(job).toBeVisible();
  await a.button("Reset").click();
  await expect(job).toBeHidden();
  await expect(a.state).toHaveText("reset");
});

test.describe("a lab with room for four", () => {
  test.use({ flags: ["--clients-per-lab", "4"] });

  test("of ten clients those without room leave one sentence, no cards", async ({
    page,
    playground,
  }) => {
    const lab = await LabPage.open(page, playground);
    await lab.run();
    await page.getByRole("button", { name: "10 at once" }).click();
    const note = page.locator(".clients-note");
    await expect(note).toHaveText(/^4 of 10 are connected; 6 are not\. \S.*4/);
    await expect(page.locator("lab-client")).toHaveCount(4);
    await expect(page.locator("lab-client .client-state", { hasText: /^open$/ })).toHaveCount(4);
  });
});

test.describe("the script box", () => {
  /** @param {import("@playwright/test").Page} page */
  const parts = (page) => {
    const box = page.locator("lab-script");
    return {
      box,
      text: box.getByRole("textbox"),
      run: box.getByRole("button", { name: "Run it" }),
      status: box.getByRole("status"),
      line: (/** @type {number} */ n) => box.locator(".script-editor .script-line").nth(n - 1),
    };
  };

  /**
   * @param {import("@playwright/test").Page} page
   * @param {string} opener what leads there where the lab has not run
   */
  async function openScript(page, opener = "write a script") {
    await page.getByRole("button", { name: opener, exact: true }).click();
    return parts(page);
  }

  test("a conversation runs, and each step shows how it went", async ({ page, playground }) => {
    await LabPage.open(page, playground);
    const { box, text, run, status, line } = await openScript(page);
    await text.fill(
      'connect a..c\n# all three\na send "hi" times 3\na expect "hihihi"\nwait 60s\n',
    );
    await run.click();
    await expect(status).toHaveText("4 of 4: wait 60s");
    await expect(line(4)).toHaveAttribute("data-state", "done");
    await expect(line(5)).toHaveAttribute("data-state", "running");
    await box.getByRole("button", { name: "Stop" }).click();
    await expect(status).toHaveText("Stopped.");
    await text.fill('connect a\na send "hi"\na expect "hi" within 2s\n');
    await run.click();
    await expect(status).toHaveText(/^It went as written/);
  });

  test("the line that fails is shown, with why", async ({ page, playground }) => {
    await LabPage.open(page, playground);
    const { text, run, status, line } = await openScript(page);
    await text.fill('connect a\na send "x"\na expect "y"\na close');
    await run.click();
    await expect(status).toHaveText('Line 3: Expected "y", but client A received "x".');
    await expect(line(2)).toHaveAttribute("data-state", "done");
    await expect(line(3)).toHaveAttribute("data-state", "failed");
    await expect(line(4)).not.toHaveAttribute("data-state", /./);
    await text.press("End");
    await text.pressSequentially(" ");
    await expect(line(3)).not.toHaveAttribute("data-state", /./);
  });

  test("mistakes are told while it is written, with their lines", async ({ page, playground }) => {
    await LabPage.open(page, playground);
    const { box, text, run, line } = await openScript(page);
    await text.fill("connect a\na shout\nb close\n");
    const mistakes = box.locator(".script-mistakes");
    await expect(mistakes).toHaveAttribute("aria-live", "polite");
    await expect(mistakes.getByRole("listitem")).toHaveText([
      /^Line 2: “shout” is nothing a client does/,
      /^Line 3: client b is not connected/,
    ]);
    await expect(line(2)).toHaveAttribute("data-state", "wrong");
    await mistakes.getByRole("button", { name: "Line 3" }).click();
    const chosen = await text.evaluate((area) => {
      const { value, selectionStart, selectionEnd } = /** @type {HTMLTextAreaElement} */ (area);
      return value.slice(selectionStart, selectionEnd);
    });
    expect(chosen).toBe("b close");
    await run.click();
    await expect(text).toBeFocused();
    await expect(box.getByRole("status"), "the list has said it").toHaveText("");
    await text.fill("connect a\n");
    await expect(mistakes).toBeEmpty();
  });

  test("what was written is there after a reload, for its lesson only", async ({
    page,
    playground,
  }) => {
    await LabPage.open(page, playground);
    const { text } = await openScript(page);
    await text.fill("connect z\n");
    await expect.poll(() => page.evaluate(() => localStorage.length)).toBeGreaterThan(0);
    await page.reload();
    await openScript(page);
    await expect(text).toHaveValue("connect z\n");
    await LabPage.open(page, playground, "multi");
    await openScript(page);
    await expect(text).not.toHaveValue("connect z\n");
  });

  test("a Try it's steps open in the lab, are changed and run, and one's own come back", async ({
    page,
    playground,
  }) => {
    await LabPage.open(page, playground);
    const { box, text, run, status } = await openScript(page);
    await text.fill("connect z\n");
    await expect.poll(() => page.evaluate(() => localStorage.length)).toBeGreaterThan(0);
    const second = page.locator("try-it").nth(1);
    const change = second.getByRole("button", { name: "Change it" });
    await change.scrollIntoViewIfNeeded();
    const reading = await page.evaluate(() => scrollY);
    await change.click();
    await expect(text).toBeFocused();
    await expect(text).toBeInViewport();
    expect(await page.evaluate(() => scrollY), "the reading place stays").toBe(reading);
    await expect(text).toHaveValue(/^connect a\nconnect b\nb send "me first\\n"/);
    await text.fill('connect b\nb send "mine\\n"\nb expect "mine\\n"\n');
    await run.click();
    await expect(status).toHaveText(/^It went as written/);
    await box.getByRole("button", { name: "Back to what I had" }).click();
    await expect(text).toHaveValue("connect z\n");
    await box.getByRole("button", { name: "Close the script" }).click();
    await expect(change).toBeFocused();
    await expect(box).toBeHidden();
  });

  test("a Try it's steps replace nothing that the learner wrote", async ({ page, playground }) => {
    await LabPage.open(page, playground);
    const { box, text, run, status } = await openScript(page);
    const back = box.getByRole("button", { name: "Back to what I had" });
    await expect(back).toBeHidden();
    await text.fill("connect z\n# mine\n");
    await page.locator("try-it").first().getByRole("button", { name: "Change it" }).click();
    await run.click();
    await expect(status).toHaveText(/^It went as written/);
    await page.reload();
    await openScript(page, "Script");
    await expect(text, "steps that were only run").toHaveValue("connect z\n# mine\n");
    await page.locator("try-it").first().getByRole("button", { name: "Change it" }).click();
    await text.press("End");
    await text.pressSequentially(" # changed");
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem("socketschool.script.echo")))
      .toContain("# changed");
    await page.reload();
    await openScript(page, "Script");
    await expect(text).toHaveValue(/^connect a.*# changed/s);
    await back.click();
    await expect(text).toHaveValue("connect z\n# mine\n");
  });

  test("other steps end what runs, and nothing is said of them", async ({ page, playground }) => {
    await LabPage.open(page, playground);
    const { box, text, run, line } = await openScript(page);
    await text.fill("connect a\nwait 60s\n");
    await run.click();
    await expect(line(2)).toHaveAttribute("data-state", "running");
    await page.locator("try-it").first().getByRole("button", { name: "Change it" }).click();
    await expect(box.getByRole("button", { name: "Run it" })).toBeVisible();
    await expect(box.locator(".script-line[data-state]")).toHaveCount(0);
    await expect(box.getByRole("status")).not.toHaveText(/as written/);
  });

  test("a script without a step says so, and starts nothing", async ({ page, playground }) => {
    const lab = await LabPage.open(page, playground);
    const { text, run, status } = await openScript(page);
    await text.fill("# nothing\n");
    await run.click();
    await expect(status).toHaveText(/^There is no step yet/);
    await expect(lab.state).toHaveText("not running");
  });

  test("the focus has a place when the panel closes", async ({ page, playground }) => {
    const lab = await LabPage.open(page, playground);
    const { box, status, run } = await openScript(page);
    await run.click();
    await expect(status).toHaveText(/^It went as written/);
    await page.keyboard.press("Escape");
    await expect(box).toBeHidden();
    await expect(page.locator("#lab"), "its opener is out of view").toBeFocused();
    await expect(lab.state).toHaveText("listening");
  });

  test("the lab leads to it", async ({ page, playground }) => {
    const lab = await LabPage.open(page, playground);
    await lab.run();
    await page.getByRole("button", { name: "Script", exact: true }).click();
    await expect(parts(page).text).toBeFocused();
    await expect(parts(page).text).toBeInViewport();
  });
});

const sizes = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

for (const [size, use] of Object.entries(sizes)) {
  test.describe(size, () => {
    test.use(use);

    test("axe finds nothing in the open menu and the box", async ({ page, playground }) => {
      test.setTimeout(90_000);
      const inside = ["socket-lab", "lab-script"];
      const { a, menu } = await oneClient(page, playground);
      await a.input.fill("hello");
      await menu.open();
      await expect(menu.menu).toBeInViewport({ ratio: 1 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBe(use.viewport.width);
      expect(await findings(page, { inside })).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Script", exact: true }).click();
      const box = page.locator("lab-script");
      await box.getByRole("textbox").fill('connect a\na shout\na send "x"\n');
      await box.getByText("What can stand in a line").click();
      await expect(box.locator(".script-mistakes li")).toHaveCount(1);
      expect(await findings(page, { inside })).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(wide);
    });
  });
}
