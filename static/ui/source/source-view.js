/**
 * @import { LessonViews } from "../view-switch/lesson-views.js"
 * @import { Wait } from "./run-source.js"
 */

import { reducedMotion } from "../dom.js";
import { BackButton } from "./back-button.js";
import { waitLabel, waitTitle } from "./wait-label.js";

/** Neither an editor's lines nor those of a naive version. */
const LESSON_FIGURES = "figure.code[data-file]:not(.code-editor *, [data-naive])";

/** How long a line flashes, in ms. */
export const FLASH_MS = 1400;

/**
 * The source code in a lesson's text. Log and timeline highlight its lines and lead
 * to them: to an excerpt or, for a line that no excerpt has, to the whole source.
 */
export class SourceView {
  #article;
  #views;
  #backButton;
  #figures;
  /** @type {Map<string, HTMLElement[]> | null} by file and line; made at the first use */
  #lines = null;
  /** @type {Map<HTMLElement, ReturnType<typeof setTimeout>>} */
  #flashing = new Map();
  /** @type {HTMLElement[]} */
  #highlighted = [];
  /** @type {HTMLElement | null} */
  #target = null;
  /** @type {Map<string, string>} a key of what the margin shows, by file and line */
  #waits = new Map();

  /**
   * @param {Element | null} article
   * @param {LessonViews} views
   * @param {AbortSignal} signal
   * @param {string} [figures] selects the code; by default that of the lesson's version
   */
  constructor(article, views, signal, figures = LESSON_FIGURES) {
    this.#figures = figures;
    this.#article = article;
    this.#views = views;
    this.#backButton = new BackButton(views, signal);
  }

  /**
   * Flashes a line, in every place that shows it.
   * @param {string} file
   * @param {number} line
   */
  flash(file, line) {
    for (const element of this.#find(file, line)) {
      clearTimeout(this.#flashing.get(element));
      element.classList.add("is-flashing");
      const fade = setTimeout(() => {
        element.classList.remove("is-flashing");
        this.#flashing.delete(element);
      }, FLASH_MS);
      this.#flashing.set(element, fade);
    }
  }

  /**
   * Highlights a line, in every place that shows it, until the next call.
   * @param {{ file: string, line: number } | undefined} source undefined for no line
   */
  light(source) {
    for (const element of this.#highlighted) element.classList.remove("is-lit");
    this.#highlighted = source ? this.#find(source.file, source.line) : [];
    for (const element of this.#highlighted) element.classList.add("is-lit");
  }

  /**
   * Shows in the margin how many connections wait at which line.
   * @param {Map<string, Wait>} waits by file and line, such as `server.go:31`
   */
  showWaits(waits) {
    const none = { connections: 0, accepting: false };
    for (const key of this.#waits.keys()) if (!waits.has(key)) this.#showWait(key, none);
    for (const [key, wait] of waits) this.#showWait(key, wait);
  }

  /**
   * @param {string} key
   * @param {Wait} wait
   */
  #showWait(key, wait) {
    const label = waitLabel(wait);
    const state = `${wait.connections} ${wait.accepting}`;
    if (this.#waits.get(key) === state) return;
    if (!label) this.#waits.delete(key);
    else this.#waits.set(key, state);
    const colon = key.lastIndexOf(":");
    for (const element of this.#find(key.slice(0, colon), Number(key.slice(colon + 1)))) {
      const margin = /** @type {HTMLElement | null} */ (element.querySelector(".ln"));
      if (!margin) continue;
      if (!label) {
        margin.removeAttribute("data-waiting");
        margin.removeAttribute("title");
        continue;
      }
      margin.dataset.waiting = label;
      margin.title = waitTitle(wait);
    }
  }

  /**
   * Marks a line, scrolls to it and focuses it.
   * @param {string} file
   * @param {number} line
   * @returns {boolean} false where the lesson does not show the line
   */
  show(file, line) {
    const elements = this.#find(file, line);
    const excerpts = elements.filter((element) => !element.closest("details"));
    const target = nearest(excerpts) ?? elements.at(-1);
    if (!target) return false;
    const details = target.closest("details");
    if (details) details.open = true;
    this.#target?.classList.remove("is-shown");
    this.#target = target;
    target.classList.add("is-shown");
    this.#backButton.offer(target);
    this.#views.show("lesson");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center", behavior: reducedMotion() ? "auto" : "smooth" });
    return true;
  }

  /**
   * @param {string} file
   * @param {number} line
   * @returns {HTMLElement[]} the excerpts first, the whole source last
   */
  #find(file, line) {
    this.#lines ??= this.#index();
    return this.#lines.get(`${baseName(file)}:${line}`) ?? [];
  }

  #index() {
    /** @type {Map<string, HTMLElement[]>} */
    const lines = new Map();
    for (const figure of this.#article?.querySelectorAll(this.#figures) ?? []) {
      const file = baseName(/** @type {HTMLElement} */ (figure).dataset.file ?? "");
      for (const line of figure.querySelectorAll("[data-line]")) {
        const element = /** @type {HTMLElement} */ (line);
        const key = `${file}:${element.dataset.line}`;
        lines.set(key, [...(lines.get(key) ?? []), element]);
      }
    }
    return lines;
  }
}

/** @param {string} file */
function baseName(file) {
  return file.slice(file.lastIndexOf("/") + 1);
}

/**
 * @param {HTMLElement[]} elements
 * @returns {HTMLElement | undefined} the one nearest to the middle of the window
 */
function nearest(elements) {
  const middle = innerHeight / 2;
  const distance = (/** @type {HTMLElement} */ element) =>
    Math.abs(element.getBoundingClientRect().top - middle);
  return [...elements].sort((a, b) => distance(a) - distance(b))[0];
}
