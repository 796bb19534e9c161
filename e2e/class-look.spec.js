// The instructor looks at one learner: both browsers at once.

import { readFile } from "node:fs/promises";
import { findings } from "./axe.js";
import { Classroom, test } from "./classroom.js";
import { CodePage } from "./code.js";
import { expect } from "./playground.js";

/** @import { Page } from "@playwright/test" */

const MISTAKE = new URL(
  "../lessons/01-echo/exercises/shout/mistakes/half-characters.go",
  import.meta.url,
);
const built = { timeout: 90_000 }; // the first build on a host compiles the standard library

/**
 * Opens one learner on the instructor's page.
 * @param {Page} board
 * @param {string} name
 */
async function lookAt(board, name) {
  await board.getByRole("button", { name, exact: true }).click();
  const look = board.locator("class-look");
  await expect(look.getByRole("heading", { name })).toBeFocused();
  return look;
}

/**
 * Opens a learner's exercise, with their code in it.
 * @param {Classroom} room
 * @param {Page} page
 */
async function openExercise(room, page) {
  await page.goto(`${room.url}/lessons/echo?view=code&exercise=shout`);
  const code = new CodePage(page);
  await expect(code.editor()).toBeVisible();
  const [, program = ""] = (await readFile(MISTAKE, "utf8")).split(/(?<=^\/\/ Learner sees.*\n)/);
  await code.set(program);
  return { code, program };
}

/** @param {Page} page */
function consent(page) {
  return page.locator(".look-share summary");
}

test("the instructor follows a learner's code, checks and run", async ({ room }) => {
  test.setTimeout(150_000);
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const { code, program } = await openExercise(room, ada);
  await expect(consent(ada)).toHaveAccessibleName("Your instructor may look at your work");

  const look = await lookAt(board, "Ada");
  await expect(look).toContainText("Following: Ada sees that you look.");
  await expect(look).toContainText("An echo server: Shout in UTF-8");
  const source = look.getByRole("region", { name: "The learner's code" });
  await expect(source).toContainText(/Package echo .*\n/);
  await expect(look).toContainText("No check has run yet.");
  await expect(look).toContainText("No server has run on this page yet.");
  await expect(consent(ada)).toHaveAccessibleName("Your instructor looks at your work");
  await expect(ada.getByRole("status").getByText("Your instructor looks")).toBeAttached();

  await code.set(program.replace("package echo", "package echo // as it is now"));
  await expect(source).toContainText("package echo // as it is now");
  await expect(look).toContainText("changed: server.go");

  await code.button("Check").click();
  const checks = look.getByRole("region", { name: "Checks" });
  await expect(checks).toContainText("Likely cause", built);
  await expect(checks.getByRole("button", { name: "a letter in two pieces" })).toBeVisible();
  await expect(checks.getByRole("button", { name: "Replay" })).toHaveCount(0);
  await expect(source.locator(".line.is-shown")).toContainText("strings.ToUpper");

  const results = ada.getByRole("region", { name: "Checks" });
  await results.getByRole("button", { name: "Replay in the lab" }).click();
  await expect(look.locator("lab-log")).toContainText("accepted", built);
  await expect(look.locator(".tl-event")).not.toHaveCount(0);
  await look.locator("lab-log").getByRole("link").first().click();
  await expect(source.locator(".line.is-shown")).toContainText([/listening/, /ToUpper/]);
  expect(await findings(board)).toEqual([]);
});

test("what is frozen stays until it is followed again", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const { code, program } = await openExercise(room, ada);
  const look = await lookAt(board, "Ada");
  const source = look.getByRole("region", { name: "The learner's code" });
  await expect(source).toContainText("ToUpper");
  await look.getByRole("button", { name: "Freeze" }).click();
  await expect(look).toContainText("Frozen: Ada works on");
  const sent = ada.waitForResponse(
    (answer) => answer.url().endsWith("/api/member/look") && answer.request().method() === "PUT",
  );
  await code.set(program.replace("package echo", "package echo // later"));
  expect((await sent).status()).toBe(204);
  await ada.getByRole("button", { name: "Raise hand" }).click();
  await expect(board.locator(".board-counts")).toContainText("1 hand raised"); // it came after
  await expect(source).not.toContainText("later");
  await look.getByRole("button", { name: "Follow again" }).click();
  await expect(source).toContainText("package echo // later");
});

test("a learner declines while they are watched, and agrees again", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  await openExercise(room, ada);
  const look = await lookAt(board, "Ada");
  await expect(look.getByRole("region", { name: "The learner's code" })).toContainText("ToUpper");

  await consent(ada).focus();
  await ada.keyboard.press("Enter");
  await expect(ada.locator(".look-share")).toContainText(
    "looks at your code, results and timeline",
  );
  expect(await findings(ada, { inside: ["class-member"] })).toEqual([]);
  await ada.keyboard.press("Tab");
  await ada.keyboard.press("Enter");
  await expect(look).toContainText("Ada does not let you look.");
  await expect(look).not.toContainText("ToUpper");
  await expect(consent(ada)).toHaveAccessibleName("Your instructor cannot look at your work");
  expect(await findings(board)).toEqual([]);

  await board.keyboard.press("Escape");
  const card = board.locator(".member-card");
  await expect(card.getByRole("button", { name: "Ada", exact: true })).toBeFocused();
  await expect(card).toContainText("not to be looked at");
  await ada.reload();
  await expect(consent(ada)).toHaveAccessibleName("Your instructor cannot look at your work");
  await consent(ada).click();
  await ada.getByRole("button", { name: "Let them look" }).click();
  await expect(card).not.toContainText("not to be looked at");
  await board.keyboard.press("Enter");
  await expect(look.getByRole("region", { name: "The learner's code" })).toContainText("ToUpper");
});

test("a learner declines during a pause as well", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const look = await lookAt(board, "Ada");
  await expect(look).toContainText("Following");
  const word = { method: "PUT", body: JSON.stringify({ word: "Look here" }) };
  await board.evaluate((options) => fetch("/api/class/pause", options), word);
  await expect(ada.getByText("Look here")).toBeVisible();
  await consent(ada).click();
  await ada.getByRole("button", { name: "Do not let them look" }).click();
  await expect(look).toContainText("Ada does not let you look.");
});

test("a learner who declines on joining is not looked at", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.newPage();
  await ada.goto(room.joinURL);
  await ada.getByLabel("Your name").fill("Ada");
  await ada.getByRole("checkbox", { name: "My instructor may look" }).uncheck();
  await ada.getByRole("button", { name: "Join" }).click();
  await expect(consent(ada)).toHaveAccessibleName("Your instructor cannot look at your work");
  const look = await lookAt(board, "Ada");
  await expect(look).toContainText("Ada does not let you look.");
});

test("nothing is sent while nobody looks", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  /** @type {string[]} */
  const sent = [];
  ada.on("request", (request) => {
    if (request.url().endsWith("/api/member/look")) sent.push(request.method());
  });
  const { code, program } = await openExercise(room, ada);
  const card = board.locator(".member-card");
  await expect(card).toContainText("edits");
  expect(sent).toEqual([]);
  const look = await lookAt(board, "Ada");
  await expect(look).toContainText("Following");
  expect(sent.length).toBeGreaterThan(0);
  await board.goBack();
  await expect(look).toHaveCount(0);
  await expect(consent(ada)).toHaveAccessibleName("Your instructor may look at your work");
  const before = sent.length;
  await code.set(program.replace("package echo", "package echo // unseen"));
  await ada.getByRole("button", { name: "Raise hand" }).click();
  await expect(card).toContainText("hand raised");
  expect(sent.length).toBe(before);
});

test("a learner who is elsewhere, has gone, or was removed", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const look = await lookAt(board, "Ada");
  await expect(look).toContainText("No code of their own on this page");
  await expect(look).toContainText("No exercise is open.");
  expect(await findings(board)).toEqual([]);

  await ada.goto("about:blank");
  await expect(look).toContainText("Ada has gone: this is how it was.");
  await board.reload();
  await expect(look).toContainText("Ada has no page open.");
  await ada.goto(`${room.url}/lessons/multi`);
  await expect(look).toContainText("Many clients");
  await expect(look).toContainText("Following");

  const path = new URL(board.url()).hash.replace("#look-", "/api/class/members/");
  await board.evaluate((url) => fetch(url, { method: "DELETE" }), path);
  await expect(look).toContainText("This learner is not in your class any more.");
  await look.getByRole("button", { name: "Back to the class" }).click();
  await expect(board.getByText("Nobody has joined yet")).toBeVisible();
});

test("on a phone nothing is wider than the window", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  for (const page of [board, ada]) await page.setViewportSize({ width: 390, height: 800 });
  await openExercise(room, ada);
  const look = await lookAt(board, "Ada");
  await expect(look.getByRole("region", { name: "The learner's code" })).toContainText("ToUpper");
  await expect(consent(ada)).toHaveAccessibleName("Your instructor looks at your work");
  for (const page of [board, ada]) {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
  }
  await expect(consent(ada)).toBeInViewport({ ratio: 1 });
  expect(await findings(board)).toEqual([]);
});

test("what a learner's page makes up breaks nothing", async ({ room }) => {
  const board = await room.instruct();
  const ada = await room.join("Ada");
  const look = await lookAt(board, "Ada");
  await expect(look).toContainText("Following");
  const page = {
    page: "x",
    active: Number.MAX_SAFE_INTEGER,
    lesson: "<img src=x onerror=alert(1)>",
    exercise: "",
    runsCode: false,
    cut: [],
  };
  const problem = { file: "a.go", line: 1, column: 1, message: "<b>no</b>" };
  const code = {
    label: "<i>mine</i>",
    isOpen: true,
    files: { "a.go": "<script>alert(1)</script>\n\u202e" },
    opened: "a.go",
    changed: ["a.go"],
    problems: [problem],
  };
  const put = (/** @type {object} */ body) =>
    ada.evaluate(
      (text) =>
        fetch("/api/member/look", { method: "PUT", body: text }).then(({ status }) => status),
      JSON.stringify(body),
    );
  expect(await put({ ...page, code, check: null, run: "" })).toBe(204);
  await expect(look).toContainText("<script>alert(1)</script>");
  await expect(look).toContainText("\\u202e");
  await expect(look).toContainText("<b>no</b>");
  await expect(look).toContainText("<img src=x onerror=alert(1)>");
  const result = { name: "a", outcome: "failed", steps: [{ text: 1 }], cause: {} };
  for (const wrong of [
    { ...page, code: { files: null } },
    { ...page, code, check: { names: ["a"], results: [result] }, run: "" },
    { ...page, code: null, check: null, run: "{}\nnonsense" },
  ]) {
    await expect.poll(() => put(wrong)).toBe(204); // the host takes two a second
    await expect(look).toContainText("What this learner’s page sends cannot be shown.");
    await expect.poll(() => put({ ...page, code, check: null, run: "" })).toBe(204);
    await expect(look).toContainText("Following");
  }
});
