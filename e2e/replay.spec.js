// Checks whose clients connect in other ways, or whose server is stopped, replayed in the
// lab: what has failed fails there at the same step, and what has passed goes as written.
// The script box plays such steps in labs on the host and in the tab.

import { readFile } from "node:fs/promises";
import { CodePage } from "./code.js";
import { expect, inEachPlace, test } from "./playground.js";

const built = { timeout: 90_000 }; // the first build on a host compiles the standard library

const PASSES = [
  {
    lesson: "echo",
    folder: "01-echo",
    exercise: "empty-file",
    name: "stops, and leaves nothing behind",
  },
  {
    lesson: "limits",
    folder: "05-limits",
    exercise: "last-orders",
    name: "who speaks all the time is sent away",
  },
];

const FAULTS = [
  {
    lesson: "multi",
    folder: "02-multi",
    exercise: "quit",
    mistake: "answers-the-rest",
    step: "a expect no more",
  },
  {
    lesson: "secure",
    folder: "04-secure",
    exercise: "modern",
    mistake: "wrong-bound",
    step: "a expect eof",
  },
  {
    lesson: "secure",
    folder: "04-secure",
    exercise: "client-certificate",
    mistake: "not-verified",
    step: "a expect eof",
  },
  {
    lesson: "limits",
    folder: "05-limits",
    exercise: "seats",
    mistake: "write-and-close",
    step: /^z expect/,
  },
  {
    lesson: "limits",
    folder: "05-limits",
    exercise: "fair-share",
    mistake: "one-for-all",
    step: /^d (send|expect) "hello/,
  },
  {
    lesson: "limits",
    folder: "05-limits",
    exercise: "last-orders",
    mistake: "returns-early",
    step: "the server runs",
  },
  {
    lesson: "limits",
    folder: "05-limits",
    exercise: "last-orders",
    mistake: "waits-for-ever",
    step: 'a expect "Server stops\\n" within 3s',
  },
];

/**
 * Checks a program of an exercise.
 * @param {import("@playwright/test").Page} page
 * @param {string} url of the playground
 * @param {{ lesson: string, folder: string, exercise: string }} exercise
 * @param {string} file of its folder
 */
async function check(page, url, { lesson, folder, exercise }, file) {
  const source = `../lessons/${folder}/exercises/${exercise}/${file}`;
  const program = await readFile(new URL(source, import.meta.url), "utf8");
  await page.goto(`${url}/lessons/${lesson}?view=code&exercise=${exercise}`);
  const code = new CodePage(page);
  await expect(code.editor()).toBeVisible();
  await code.set(program.replace(/^\/\/ Learner sees.*\n/, ""));
  await code.button("Check").click();
  const results = page.getByRole("region", { name: "Checks" });
  await expect(results).toContainText(/Likely cause|Solved/, built);
  return results;
}

for (const { name, ...exercise } of PASSES) {
  test(`${exercise.exercise}, ${name}: passes in the lab`, async ({ page, playground }) => {
    test.setTimeout(150_000);
    const results = await check(page, playground.url, exercise, "solution/server.go");
    await results.getByRole("button", { name }).click();
    const report = results.locator(".check-report");
    await report.getByRole("button", { name: "Replay in the lab" }).click();
    await expect(report.getByRole("status")).toHaveText(/^All steps are played/, built);
  });
}

for (const { mistake, step, ...exercise } of FAULTS) {
  const title = `${exercise.exercise}, ${mistake}: the same step fails in the lab`;
  test(title, async ({ page, playground }) => {
    test.setTimeout(150_000);
    const results = await check(page, playground.url, exercise, `mistakes/${mistake}.go`);
    const report = results.locator(".check-report");
    const failedCheck = report.locator(".check-step.is-failed .check-line code").first();
    await expect(failedCheck).toHaveText(step);
    const text = (await failedCheck.textContent()) ?? "";
    await report.getByRole("button", { name: "Replay in the lab" }).click();
    const failed = report.locator('.check-line[data-replay="failed"]');
    await expect(failed.locator("code").first()).toHaveText(text, built);
    await expect(page.locator(".tl-event")).not.toHaveCount(0);
  });
}

inEachPlace(() => {
  /**
   * Plays a script in the box.
   * @param {import("@playwright/test").Page} page
   * @param {string} script
   */
  async function play(page, script) {
    await page.getByRole("button", { name: "write a script" }).click();
    const box = page.locator("lab-script");
    await box.getByRole("textbox").fill(script);
    await box.getByRole("button", { name: "Run it" }).click();
    return box;
  }

  test("clients come from other addresses, and the server is stopped", async ({
    page,
    openLab,
  }) => {
    await openLab("echo");
    const box = await play(
      page,
      [
        "connect a from 127.0.0.2",
        'a send "hello\\n"',
        'a expect "hello\\n"',
        "the server runs",
        "stop the server",
        "the server has stopped",
        "a expect closed",
        "b does not get in",
      ].join("\n"),
    );
    await expect(box.getByRole("status")).toHaveText(/^It went as written/, built);
    await expect(page.locator("lab-log")).toContainText("127.0.0.2:");
    await expect(page.locator(".lab-head").getByText("stopped")).toBeVisible();
  });

  test("clients have versions of TLS and certificates", async ({ page, openLab }) => {
    const lab = await openLab("secure");
    const box = await play(
      page,
      [
        "connect a that speaks no more than TLS 1.2 with a certificate of alice",
        'a send "hello\\n"',
        'a expect "SECURE: hello\\n"',
        "connect b with a certificate of bob by another authority or is refused",
        'b send "hello\\n"',
        'b expect "SECURE: hello\\n"',
      ].join("\n"),
    );
    await expect(box.getByRole("status")).toHaveText(/^It went as written/, built);
    await expect(lab.client("A").card).toContainText("TLS 1.2");
    await expect(lab.client("B").card).toContainText("TLS 1.3");
  });
});
