// Plays every Try it of a lesson in a page of any engine by pressing its
// buttons, and reads the results from the page.

import assert from "node:assert/strict";

import { lessonsToTry } from "../try-its.js";

/**
 * @typedef {"host" | "tab"} Place
 *
 * A page in some engine.
 * @typedef {object} Page
 * @property {(url: string) => Promise<void>} goto resolves when the page is loaded
 * @property {(selector: string) => Promise<void>} click scrolls there and presses the mouse
 * @property {<A extends unknown[], T>(f: (...args: A) => T | Promise<T>, ...args: A) => Promise<T>} evaluate
 *   calls f, which must not use anything from outside, in the page
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Job
 * @property {string} lesson
 * @property {Place} place
 */

/** The last lessons wait longest for their servers: they come first. */
const LESSONS = [...lessonsToTry].reverse();

/** @type {Job[]} */
export const jobs = LESSONS.flatMap((lesson) => [
  { lesson, place: "host" },
  { lesson, place: "tab" },
]);

const TRY_TIMEOUT = 90_000;
const DRAWN_TIMEOUT = 5000;
const ASK_EVERY = 5000;
const ANSWER_TIMEOUT = 30_000;

/**
 * Plays a lesson's Try its one after another. It rejects at the first that does not go as written.
 * @param {Page} page
 * @param {string} site the playground's address
 * @param {Job} job
 * @returns {Promise<number>} how many there were
 */
export async function playLesson(page, site, { lesson, place }) {
  await page.goto(`${site}/lessons/${lesson}`);
  await page.evaluate(listenForErrors);
  await page.click(`.transport-switch label:has([value="${place}"])`);
  const ids = await page.evaluate(() =>
    [...document.querySelectorAll("try-it")].map((element) => element.id),
  );
  assert.notEqual(ids.length, 0, "the lesson has no Try it");
  for (const [at, id] of ids.entries()) {
    await page.click(`#${id} .try-go`);
    const { title, state, status, progress } = await ended(page, id);
    const done = state === "done" && status.startsWith("It went as written");
    assert.ok(done, `“${title}”, ${state}: ${status}`);
    assert.equal(progress, `${at + 1} of ${ids.length} section${ids.length === 1 ? "" : "s"}`);
    const expected = (await page.evaluate(stopsServer, id)) ? "stopped" : "listening";
    assert.equal(await page.evaluate(runsIn, expected), place, "the lab runs where it was chosen");
  }
  assert.deepEqual(await page.evaluate(errors), [], "errors in the page");
  await page.goto(`${site}/`);
  const complete = await page.evaluate(showsAll, lesson, ids.length, DRAWN_TIMEOUT);
  assert.ok(complete, "the home page does not show every Try it as done");
  return ids.length;
}

/**
 * Waits until a Try it has ended, or until its timeout.
 * @param {Page} page
 * @param {string} id
 */
async function ended(page, id) {
  const latest = Date.now() + TRY_TIMEOUT;
  for (;;) {
    const { over, ...shown } = await answered(page.evaluate(outcome, id, ASK_EVERY));
    if (over || Date.now() > latest) return shown;
  }
}

/**
 * A driver whose page has crashed may never answer.
 * @template T
 * @param {Promise<T>} answer
 * @returns {Promise<T>}
 */
export async function answered(answer) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const silence = new Promise((_, reject) => {
    const why = new Error(`no answer within ${ANSWER_TIMEOUT / 1000} s`);
    timer = setTimeout(reject, ANSWER_TIMEOUT, why);
  });
  try {
    return /** @type {T} */ (await Promise.race([answer, silence]));
  } finally {
    clearTimeout(timer);
  }
}

/* What follows runs in the page. */

export function listenForErrors() {
  /** @type {string[]} */
  const seen = [];
  Object.assign(window, { seenErrors: seen });
  addEventListener("error", ({ message }) => {
    // Not an error: what an observer resizes is observed again in the next frame.
    if (!message.startsWith("ResizeObserver loop completed")) seen.push(message);
  });
  addEventListener("unhandledrejection", (event) => seen.push(String(event.reason)));
  addEventListener("securitypolicyviolation", (event) => seen.push(event.violatedDirective));
}

/** @returns {string[]} */
export function errors() {
  return /** @type {any} */ (window).seenErrors;
}

/**
 * Waits until a Try it has ended, or until the timeout.
 * @param {string} id
 * @param {number} timeout milliseconds
 */
async function outcome(id, timeout) {
  const element = /** @type {HTMLElement} */ (document.getElementById(id));
  const ended = () => ["done", "failed"].includes(element.dataset.state ?? "");
  await new Promise((resolve) => {
    const observer = new MutationObserver(() => ended() && resolve(null));
    observer.observe(element, { attributes: true, attributeFilter: ["data-state"] });
    setTimeout(resolve, timeout);
    if (ended()) resolve(null);
  });
  return {
    over: ended(),
    title: element.dataset.title ?? id,
    state: element.dataset.state ?? "never started",
    status: element.querySelector("[role=status]")?.textContent ?? "",
    progress: document.querySelector(".bar .progress-text")?.textContent ?? "",
  };
}

/**
 * Returns whether a Try it ends with a server that has stopped.
 * @param {string} id
 */
function stopsServer(id) {
  const steps = document.querySelector(`#${id} .try-steps code`)?.textContent ?? "";
  return /stop the server|the server has stopped/.test(steps);
}

/**
 * @param {string} state of the lab that is expected
 * @returns {string | null} where the lab is, "host" or "tab"; null if it has another state
 */
function runsIn(state) {
  if (document.querySelector(".lab-word")?.textContent !== state) return null;
  const chosen = document.querySelector(".transport-switch :checked");
  return chosen instanceof HTMLInputElement ? chosen.value : null;
}

/**
 * Waits until a lesson's card is drawn as complete, which a module does after the page is loaded.
 * @param {string} lesson
 * @param {number} tries how many Try its it has
 * @param {number} timeout milliseconds
 * @returns {Promise<boolean>}
 */
function showsAll(lesson, tries, timeout) {
  const card = /** @type {Element} */ (
    document.querySelector(`lesson-progress[data-lesson="${lesson}"]`)
  );
  return new Promise((resolve) => {
    const text = () => card.querySelector(".progress-text")?.textContent ?? "";
    const look = () => text().startsWith(`${tries} of ${tries} `) && resolve(true);
    new MutationObserver(look).observe(card, { childList: true, subtree: true });
    setTimeout(resolve, timeout, false);
    look();
  });
}
