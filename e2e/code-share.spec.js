// A learner's code leaves the browser: in a link, and as a program to download.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { CodePage } from "./code.js";
import { expect, LabPage, test } from "./playground.js";

const run = promisify(execFile);

test("a link brings code into a fresh browser, which asks first", async ({
  page,
  browser,
  playground,
}) => {
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  await code.edit("4096", "1024");
  await code.button("Share").click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link.length).toBeLessThan(4000);

  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await other.goto(link);
  const theirs = new CodePage(other);
  const notice = other.getByRole("group", { name: "Notice" });
  await expect(notice).toContainText("Code from a link: read it before you run it.");
  expect(await theirs.text()).toBe(await code.text());
  await expect(theirs.state).toHaveText("from a link, not kept");
  await expect(other.locator(".lab-word"), "it does not run").toHaveText("not running");
  await notice.getByRole("button", { name: "Take it as my draft" }).click();
  await expect(theirs.state).toHaveText("draft kept in this browser");
  await other.reload();
  await expect(theirs.editor()).toBeVisible();
  expect(await theirs.text()).toBe(await code.text());

  // The own draft is replaced only where the learner says so.
  await theirs.edit("1024", "77");
  await other.goto(link);
  await expect(notice.getByRole("button", { name: "Replace my draft with it" })).toBeVisible();
  expect(await theirs.text()).toContain("1024");
  await notice.getByRole("button", { name: "Keep mine" }).click();
  expect(await theirs.text()).toContain("77");
  expect(other.url()).not.toContain("#");

  // Links that cannot be read say why.
  await other.goto(`${link.slice(0, -30)}`);
  await expect(notice).toContainText("This link is damaged or was cut off.");
  await other.goto(link.replace("/echo", "/multi"));
  await expect(notice).toContainText("This code belongs to another lesson: echo.");
  await notice.getByRole("button", { name: "Open echo" }).click();
  await expect(other.getByRole("heading", { name: "An echo server" }).first()).toBeAttached();
  await expect(notice).toContainText("Code from a link");
  await fresh.close();
});

test("a downloaded program runs with go run", async ({ page, playground }) => {
  test.setTimeout(90_000);
  await LabPage.open(page, playground);
  const code = await CodePage.open(page);
  await code.edit("conn.Write(buf[:n])", 'conn.Write(append([]byte("mine: "), buf[:n]...))');
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    code.button("Download").click(),
  ]);
  expect(download.suggestedFilename()).toBe("echo.zip");
  const folder = await mkdtemp(path.join(tmpdir(), "socketschool-zip-"));
  try {
    await run("unzip", ["-q", await download.path(), "-d", folder]);
    const program = spawn("go", ["run", ".", "-listen", "127.0.0.1:0"], {
      cwd: path.join(folder, "echo"),
      env: { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod", GOPROXY: "off" },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true, // go run has a child
    });
    try {
      expect(await talk(await listening(program.stderr), "hello\n")).toBe("mine: hello\n");
    } finally {
      if (program.pid) process.kill(-program.pid);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

/**
 * @param {import("node:stream").Readable} log of a server
 * @returns {Promise<number>} its port
 */
async function listening(log) {
  let text = "";
  for await (const line of createInterface({ input: log })) {
    text += `${line}\n`;
    const port = line.match(/address=127\.0\.0\.1:(\d+)/)?.[1];
    if (port) return Number(port);
  }
  throw new Error(`the program ended before it listened:\n${text}`);
}

/**
 * @param {number} port
 * @param {string} text
 * @returns {Promise<string>} what came until the server closed
 */
async function talk(port, text) {
  const socket = connect(port, "127.0.0.1");
  socket.end(text);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}
