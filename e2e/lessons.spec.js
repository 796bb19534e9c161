import { expect, inEachPlace, LabPage, test } from "./playground.js";
import { lessonsToTry } from "./try-its.js";

// In the tab export.spec.js plays them, and both places in other engines.
for (const lesson of lessonsToTry) {
  test(`every Try it of ${lesson} goes as written`, async ({ page, openLab }) => {
    test.setTimeout(180_000); // limits waits for its own idle timeout
    await openLab(lesson);
    const tries = await page.locator("try-it").all();
    expect(tries.length).toBeGreaterThan(0);
    for (const [at, attempt] of tries.entries()) {
      await attempt.locator(".try-go").click();
      await expect(attempt, (await attempt.getAttribute("data-title")) ?? "").toHaveAttribute(
        "data-state",
        /done|failed/,
        {
          timeout: 90_000,
        },
      );
      await expect(attempt.getByRole("status")).toHaveText(/^It went as written/);
      await expect(page.locator(".bar .progress-text").first()).toHaveText(
        `${at + 1} of ${tries.length} section${tries.length === 1 ? "" : "s"}`,
      );
    }
    await page.getByRole("link", { name: "SocketSchool" }).click();
    const card = page.locator(`lesson-progress[data-lesson="${lesson}"]`);
    await expect(card.locator(".progress-text").first()).toHaveText(
      new RegExp(`^${tries.length} of ${tries.length} `),
    );
  });
}

inEachPlace(() => {
  test("TLS: what was agreed on is shown", async ({ openLab }) => {
    const lab = await openLab("secure");
    await lab.run();
    const a = await lab.connect("A");
    await a.send("hello");
    await expect(a.rows.last()).toHaveText(/SECURE: hello/);
    await a.card.getByText(/^TLS 1\.3/).click();
    await expect(a.card.getByText("Cipher suite", { exact: true })).toBeVisible();
    await expect(a.card.getByText(/^TLS_/)).toBeVisible();
    await expect(a.card.getByText("Subject", { exact: true })).toBeVisible();
    await expect(a.card.getByText("CN=localhost", { exact: true }).first()).toBeVisible();
    await lab.page.keyboard.press("Escape");
    const b = await lab.connect("B");
    await b.card.getByRole("button", { name: "same certificate as A" }).click();
    const compared = lab.page.getByRole("dialog", { name: "TLS of client B" });
    await expect(compared).toHaveText(/Client B was shown the same certificate as A\./);
    const [one, other] = await compared.locator(".tls-prints dd").allTextContents();
    expect(one).toMatch(/^([0-9a-f]{8} ?){8}$/);
    expect(one).toBe(other);
    await expect(lab.client("A").card).toBeInViewport({ ratio: 1 });
    const over = await a.card.evaluate((card) => card.scrollHeight - card.clientHeight);
    expect(over, "nothing runs over the edge of the card").toBe(0);
  });
});

test("a guess is kept", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  const guess = page.getByRole("textbox", { name: "Your guess" }).first();
  await guess.fill("the same bytes");
  await page.reload();
  await expect(guess).toHaveValue("the same bytes");
});

/**
 * Puts another conversation into the lesson's first Try it.
 * @param {import("@playwright/test").Page} page
 * @param {string} script
 */
async function rewrite(page, script) {
  const attempt = page.locator("try-it").first();
  await attempt.evaluate((old, text) => {
    const copy = /** @type {Element} */ (old.cloneNode(true));
    const code = copy.querySelector(".try-steps code");
    if (code) code.textContent = text;
    old.replaceWith(copy);
  }, script);
  return attempt;
}

test("a conversation that fails shows its line and why", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  const script = 'connect a\na send "x"\n# what comes back?\na expect "y"\na close\n';
  const attempt = await rewrite(page, script);
  await attempt.locator(".try-go").click();
  await expect(attempt).toHaveAttribute("data-state", "failed");
  await expect(attempt.getByRole("status")).toHaveText(
    'Line 4: Expected "y", but client A received "x".',
  );
  const states = attempt.locator(".script-line");
  await expect(states.nth(1)).toHaveAttribute("data-state", "done");
  await expect(states.nth(3)).toHaveAttribute("data-state", "failed");
  await expect(states.nth(3)).toBeVisible();
  await expect(states.nth(4)).not.toHaveAttribute("data-state", /./);
});

test("a conversation that cannot be read says which line and what would be right", async ({
  page,
  playground,
}) => {
  const lab = await LabPage.open(page, playground);
  const attempt = await rewrite(page, "connect a\na shout\n");
  await attempt.locator(".try-go").click();
  await expect(attempt.getByRole("status")).toHaveText(/^Line 2: “shout” is nothing a client does/);
  await expect(lab.state).toHaveText("not running");
});

test("a Try it can be stopped, and run again over open clients", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  const attempt = await rewrite(page, "connect a\nwait 60s\n");
  const go = attempt.locator(".try-go");
  for (let turn = 0; turn < 2; turn++) {
    await go.click();
    await expect(attempt.getByRole("status")).toHaveText("2 of 2: wait 60s");
    await go.click();
    await expect(attempt.getByRole("status")).toHaveText("Stopped.");
  }
  const again = lab.client("A").rows.filter({ hasText: "a new connection" });
  await expect(again).toHaveCount(1);
});

test("the answer stands beside the guess after the run, and the learner judges", async ({
  page,
  playground,
}) => {
  await LabPage.open(page, playground);
  const attempt = page.locator("try-it").first();
  const answer = attempt.locator(".try-answer");
  await expect(answer).toBeHidden();
  await attempt.getByRole("textbox", { name: "Your guess" }).fill("no, nothing");
  await attempt.locator(".try-go").click();
  await expect(answer).toHaveText(/server sends bye back/);
  const judge = answer.getByRole("group", { name: "Were you right?" });
  await judge.getByRole("button", { name: "No" }).click();
  await page.reload();
  await answer.getByText("What happens").click();
  await expect(judge.getByRole("button", { name: "No" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("try-it").nth(1).locator(".try-answer")).toBeHidden();
});

test("a Try it is played step by step, and states stay on screen", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  const attempt = page.locator("try-it").nth(1);
  await attempt.getByRole("combobox", { name: "How to play it" }).selectOption("Step by step");
  await attempt.locator(".try-go").click();
  const next = attempt.getByRole("button", { name: "Next step" });
  await expect(attempt.getByRole("status")).toHaveText("Next, 1 of 7: connect a");
  await next.click();
  await expect(attempt.getByRole("status")).toHaveText("Next, 2 of 7: connect b");
  await expect(lab.client("A").state).toHaveText("open");
  await expect(lab.client("B").card).toHaveCount(0);
  await attempt.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(attempt.getByRole("status")).toHaveText("Stopped.");
  await attempt.locator(".try-go").click();
  for (let step = 1; step <= 7; step++) {
    await expect(attempt.getByRole("status")).toHaveText(new RegExp(`^Next, ${step} of 7`));
    await next.click();
  }
  await expect(attempt.getByRole("status")).toHaveText(/^It went as written/);
});

test("by keyboard from a Try it to the lab and back", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  const attempt = page.locator("try-it").first();
  await attempt.locator(".try-go").focus();
  await page.keyboard.press("Enter");
  await expect(attempt).toHaveAttribute("data-state", "done");
  const way = attempt.getByRole("button", { name: "See it in the lab" });
  await way.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#lab")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Back to the lesson" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(way).toBeFocused();
});

test("a source link offers the way back", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  await lab.run();
  await lab.connect("A");
  const link = lab.log.getByRole("link").first(); // the last one changes with each record
  await link.focus();
  const reading = await page.evaluate(() => scrollY);
  await page.keyboard.press("Enter");
  await expect(page.locator(".is-shown")).toBeInViewport();
  const back = page.getByRole("button", { name: "Back to where you were" });
  await expect(back).toBeInViewport({ ratio: 1 });
  await back.click();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(reading);
  await expect(link).toBeFocused();
  await expect(back).toHaveCount(0);
});

test("commands in the prose name the lab's real address", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground, "multi");
  await lab.run();
  const address = (await page.locator(".lab-address").textContent()) ?? "";
  const port = address.split(":").at(-1);
  const command = page.locator(".in-terminal figure code").first();
  await expect(command).toContainText(`| nc 127.0.0.1 ${port}`);
});

test("a word is explained where it stands", async ({ page, playground }) => {
  await LabPage.open(page, playground);
  const word = page.locator("a.word", { hasText: "half-close" });
  await word.focus();
  const shown = await word.evaluate((link) => getComputedStyle(link, "::after").content);
  expect(shown).toContain("one’s own direction");
  await word.click();
  await expect(page).toHaveURL(/\/lessons\/words#half-close$/);
  await expect(page.getByRole("heading", { name: "Half-close" })).toBeInViewport();
});

test("the rule between lesson and lab tells the width that is seen", async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 1100, height: 800 });
  await LabPage.open(page, playground);
  const rule = page.getByRole("separator", { name: "Width of the lesson" });
  await rule.focus();
  await page.keyboard.press("Home");
  const seen = await page.evaluate(() => {
    const rule = /** @type {HTMLElement} */ (document.querySelector("column-splitter"));
    return Math.round((100 * rule.offsetLeft) / innerWidth);
  });
  expect(Number(await rule.getAttribute("aria-valuenow"))).toBe(seen);
  const status = await page.locator("article").evaluate((one) => one.clientWidth);
  expect(status).toBeGreaterThanOrEqual(352); // 22rem
});

test.describe("on a shared host", () => {
  test.use({ flags: ["--shared"] });

  test("commands in the prose name the lab's own port", async ({ page, playground }) => {
    const lab = await LabPage.open(page, playground, "multi");
    await lab.run();
    const port = ((await page.locator(".lab-address").textContent()) ?? "").split(":").at(-1);
    const command = page.locator(".in-terminal figure code").first();
    await expect(command).toContainText(`tr '\\0' x; echo) | nc 127.0.0.1 ${port}`);
  });
});

test("a Try it pressed while the lab starts waits for it", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  /** @type {() => void} */
  let go = () => {};
  const held = new Promise((resolve) => {
    go = () => resolve(null);
  });
  await page.route("**/api/labs", async (route) => {
    await held;
    await route.continue();
  });
  const attempt = page.locator("try-it").first();
  await lab.runButton.click();
  await attempt.locator(".try-go").click();
  await expect(attempt.getByRole("status")).toHaveText("Starting the server…");
  go();
  await expect(attempt.getByRole("status")).toHaveText(/^It went as written/);
});

test("Stop ends a Try it that waits for the lab", async ({ page, playground }) => {
  const lab = await LabPage.open(page, playground);
  /** @type {() => void} */
  let go = () => {};
  const held = new Promise((resolve) => {
    go = () => resolve(null);
  });
  await page.route("**/api/labs", async (route) => {
    await held;
    await route.continue();
  });
  const attempt = page.locator("try-it").first();
  await attempt.locator(".try-go").click();
  await attempt.getByRole("button", { name: "Stop" }).click();
  await expect(attempt.getByRole("status")).toHaveText("Stopped.");
  go();
  await expect(lab.state).toHaveText("listening");
  await expect(lab.client("A").card).toHaveCount(0);
});

test("step by step: Stop keeps the focus, a double press starts nothing anew", async ({
  page,
  playground,
}) => {
  await LabPage.open(page, playground);
  const attempt = page.locator("try-it").first();
  const go = attempt.locator(".try-go");
  const status = attempt.getByRole("status");
  await attempt.getByRole("combobox", { name: "How to play it" }).selectOption("Step by step");
  await go.click();
  await expect(status).toHaveText(/^Next, 1 of 6/);
  await attempt.getByRole("button", { name: "Stop", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(status).toHaveText("Stopped.");
  await expect(go).toBeFocused();
  await expect(attempt.locator('.script-line[data-state="next"]')).toHaveCount(0);
  await go.click();
  for (let step = 1; step < 6; step++) {
    await expect(status).toHaveText(new RegExp(`^Next, ${step} of 6`));
    await go.click();
  }
  await expect(status).toHaveText(/^Next, 6 of 6/);
  await page.evaluate(() => {
    const button = /** @type {HTMLElement} */ (document.querySelector("try-it .try-go"));
    button.click();
    const attempt = /** @type {HTMLElement} */ (document.querySelector("try-it"));
    new MutationObserver(() => attempt.dataset.state === "done" && button.click()).observe(
      attempt,
      {
        attributeFilter: ["data-state"],
      },
    );
  });
  await expect(status).toHaveText(/^It went as written/);
});
