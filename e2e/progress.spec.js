// A learner's progress: from a former version, into a file, and into another browser.

import { readFile } from "node:fs/promises";
import { findings } from "./axe.js";
import { expect, test } from "./playground.js";

test("progress goes into a file and into another browser", async ({
  page,
  playground,
  browser,
}) => {
  await page.goto(playground.url);
  const id = await page.locator("#lesson-echo lesson-progress").getAttribute("data-tries");
  const [first = ""] = (id ?? "").split(" ").map((ids) => ids.split("|")[0] ?? "");
  await page.evaluate(
    (done) => localStorage.setItem("socketschool.done", done),
    JSON.stringify({ echo: [first] }),
  );
  await page.reload();
  await expect(page.locator("#lesson-echo lesson-progress")).toContainText("1 of");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export progress" }).press("Enter");
  const file = await (await saving).path();
  expect(JSON.parse(await readFile(file, "utf8")).tryIts.echo).toEqual({ [first]: null });

  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const phone = await context.newPage();
  await phone.goto(playground.url);
  const status = phone.locator("progress-record [role=status]");
  /** @param {Parameters<import("@playwright/test").FileChooser["setFiles"]>[0]} chosen */
  const importFile = async (chosen) => {
    const choosing = phone.waitForEvent("filechooser");
    await phone.getByRole("button", { name: "Import progress" }).click();
    await (await choosing).setFiles(chosen);
  };
  await importFile({ name: "notes.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(status).toContainText("notes.json is not imported");
  await importFile(file);
  await expect(status).toHaveText("Imported. New: 1 section done.");
  await phone.getByText("What you have done, and when").click();
  await expect(phone.locator(".record-list li")).toHaveCount(1);
  expect(await findings(phone)).toEqual([]);
  await phone.reload();
  await expect(phone.locator("#lesson-echo lesson-progress")).toContainText("1 of");
  await context.close();
});
