import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { markDone } from "../../lab/progress.js";
import { addToPage } from "../test-dom.js";
import "./progress-record.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => localStorage.clear());

/** @param {TestContext} t */
function makeRecord(t) {
  const titles = [
    {
      slug: "echo",
      title: "An echo server",
      href: "/lessons/echo",
      tryIts: { "try-a": "Say hello" },
      exercises: { shout: "Shout" },
    },
  ];
  const element = document.createElement("progress-record");
  element.setAttribute("data-titles", JSON.stringify(titles));
  addToPage(t, element);
  const status = /** @type {HTMLElement} */ (element.querySelector(".record-status"));
  /** @param {string} text */
  const choose = async (text) => {
    const input = /** @type {HTMLInputElement} */ (element.querySelector("input"));
    Object.defineProperty(input, "files", {
      value: [new File([text], "notes.json")],
      configurable: true,
    });
    const before = status.textContent;
    input.dispatchEvent(new Event("change"));
    while (status.textContent === before) await new Promise(setImmediate);
    return status.textContent;
  };
  const items = () => [...element.querySelectorAll("li")].map((item) => item.textContent);
  return { element, choose, items };
}

test("what is done stands there with its day", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-28T12:00:00Z") });
  const { element, items } = makeRecord(t);
  assert.deepEqual(items(), []);
  markDone("echo", "try-a");
  assert.deepEqual(items(), ["28 NovemberSay hello doneAn echo server"]);
  assert.equal(element.querySelector("li a")?.getAttribute("href"), "/lessons/echo#try-a");
});

test("a file is imported once, and a foreign one refused", async (t) => {
  const { choose, items } = makeRecord(t);
  const shout = { started: "2026-01-02T10:00:00Z", solved: "2026-01-03T10:00:00Z" };
  const text = JSON.stringify({
    socketschool: "progress",
    version: 1,
    tryIts: { echo: { "try-a": null } },
    exercises: { echo: { shout } },
  });
  assert.equal(await choose(text), "Imported. New: 1 section done, 1 exercise solved.");
  assert.equal(items().length, 2);
  assert.match((await choose(text)) ?? "", /All of it was here/);
  assert.match((await choose("{}")) ?? "", /^notes\.json is not imported\. It holds no progress/);
  assert.match((await choose("x".repeat(2 << 20))) ?? "", /larger/);
  assert.equal(items().length, 2);
});
