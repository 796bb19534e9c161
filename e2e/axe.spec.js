import { findings } from "./axe.js";
import { expect, LabPage, test } from "./playground.js";

const sizes = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

/** @param {LabPage} lab a lab with a client in every state */
async function useEverything(lab) {
  await lab.run();
  const a = await lab.connect("A");
  await a.mode.selectOption("hex");
  await a.send("68 c3");
  await a.send("xx");
  const b = await lab.connect("B");
  await b.button("Half-close").click();
  const c = await lab.connect("C");
  await c.button("Reset").click();
  const d = await lab.connect("D");
  await d.button("Pause").click();
  await expect(b.state).toHaveText("closed");
  await expect(c.state).toHaveText("reset");
  await lab.show("Lesson");
  const go = lab.page.locator("try-it .try-go").first();
  await go.click();
  await expect(lab.page.locator("try-it").first()).toHaveAttribute("data-state", "done");
  await lab.page.locator(".try-steps summary").first().click();
  await lab.show("Lab");
  await lab.log.getByRole("link").first().click();
}

for (const [size, use] of Object.entries(sizes)) {
  test.describe(size, () => {
    test.use(use);

    test("axe finds nothing on the home page", async ({ page, playground }) => {
      await page.goto(playground.url);
      await expect(page.locator(".card .progress-text").first()).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    test("axe finds nothing on a lesson, at rest and at work", async ({ page, playground }) => {
      test.setTimeout(90_000); // analyses of a big page
      const lab = await LabPage.open(page, playground);
      await expect(lab.state).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await useEverything(lab);
      expect(await findings(page)).toEqual([]);
      await lab.show("Lab");
      await lab.stop.click();
      await expect(lab.state).toHaveText("stopped");
      expect(await findings(page, { inside: ["socket-lab"] })).toEqual([]);
    });

    test("axe finds nothing on an error page", async ({ page, playground }) => {
      await page.goto(`${playground.url}/nothing`);
      expect(await findings(page)).toEqual([]);
    });
  });
}
