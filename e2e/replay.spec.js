// Checks whose clients connect in other ways, or whose server is stopped, replayed in the
// lab: the step that has failed fails there, too. The script box plays such steps in a
// lab on the host.

import { readFile } from "node:fs/promises";
import { CodePage } from "./code.js";
import { expect, test } from "./playground.js";

const built = { timeout: 90_000 }; // the first build on a host compiles the standard library

const FAULTS = [
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

for (const { lesson, folder, exercise, mistake, step } of FAULTS) {
  test(`${exercise}, ${mistake}: the same step fails in the lab`, async ({ page, playground }) => {
    test.setTimeout(150_000);
    const file = `../lessons/${folder}/exercises/${exercise}/mistakes/${mistake}.go`;
    const program = await readFile(new URL(file, import.meta.url), "utf8");
    await page.goto(`${playground.url}/lessons/${lesson}?view=code&exercise=${exercise}`);
    const code = new CodePage(page);
    await expect(code.editor()).toBeVisible();
    await code.set(program.replace(/^\/\/ Learner sees.*\n/, ""));
    await code.button("Check").click();
    const results = page.getByRole("region", { name: "Checks" });
    await expect(results).toContainText("Likely cause", built);
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

test("clients have versions of TLS and certificates", async ({ page, openLab }) => {
  const lab = await openLab("secure");
  await page.getByRole("button", { name: "write a script" }).click();
  const box = page.locator("lab-script");
  await box
    .getByRole("textbox")
    .fill(
      [
        "connect a that speaks no more than TLS 1.2 with a certificate of alice",
        'a send "hello\\n"',
        'a expect "SECURE: hello\\n"',
        "connect b with a certificate of bob by another authority or is refused",
        'b send "hello\\n"',
        'b expect "SECURE: hello\\n"',
      ].join("\n"),
    );
  await box.getByRole("button", { name: "Run it" }).click();
  await expect(box.getByRole("status")).toHaveText(/^It went as written/, built);
  await expect(lab.client("A").card).toContainText("TLS 1.2");
  await expect(lab.client("B").card).toContainText("TLS 1.3");
});
