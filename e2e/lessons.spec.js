import { expect, inEachPlace, LabPage, test } from "./playground.js";

inEachPlace(() => {
  for (const lesson of ["echo", "multi", "broadcast", "secure", "limits"]) {
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
        await expect(page.locator(".bar .progress-text")).toHaveText(
          `${at + 1} of ${tries.length} section${tries.length === 1 ? "" : "s"}`,
        );
      }
      await page.getByRole("link", { name: "SocketSchool" }).click();
      const card = page.locator(`lesson-progress[data-lesson="${lesson}"]`);
      await expect(card).toHaveAttribute("data-complete", "");
    });
  }

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
  const states = attempt.locator(".step");
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
