// The lesson's source as the log points into it: a line is shown where the
// prose explains it, or in the whole source where the prose leaves it out.

import { reducedMotion } from "../dom.js";
import { showView } from "../view-switch/view-switch.js";
import { offerWayBack } from "./way-back.js";

const GLOW = 1400;

export class Source {
  #article;
  /** @type {Map<string, HTMLElement[]> | null} */
  #places = null;
  /** @type {Map<HTMLElement, ReturnType<typeof setTimeout>>} */
  #glowing = new Map();
  /** @type {HTMLElement[]} */
  #shown = [];
  /** @type {HTMLElement[]} */
  #lit = [];
  /** @type {Map<string, string>} what the margin says, by line */
  #waits = new Map();

  /** @param {Element | null} article */
  constructor(article) {
    this.#article = article;
  }

  /**
   * Lights up a line for a moment, wherever it stands.
   * @param {string} file
   * @param {number} line
   */
  flash(file, line) {
    for (const place of this.#find(file, line)) {
      clearTimeout(this.#glowing.get(place));
      place.classList.add("is-flashing");
      const fade = setTimeout(() => {
        place.classList.remove("is-flashing");
        this.#glowing.delete(place);
      }, GLOW);
      this.#glowing.set(place, fade);
    }
  }

  /**
   * Lights up a line for as long as it is looked at, wherever it stands.
   * @param {{ file: string, line: number } | undefined} source none: the light goes out
   */
  light(source) {
    for (const place of this.#lit) place.classList.remove("is-lit");
    this.#lit = source ? this.#find(source.file, source.line) : [];
    for (const place of this.#lit) place.classList.add("is-lit");
  }

  /**
   * Says in the margin who waits at which line, by `server.go:31`.
   * @param {Map<string, { connections: number, accepting: boolean }>} waits
   */
  showWaits(waits) {
    for (const key of this.#waits.keys()) if (!waits.has(key)) this.#showWait(key, 0, false);
    for (const [key, { connections, accepting }] of waits)
      this.#showWait(key, connections, accepting);
  }

  /**
   * @param {string} key
   * @param {number} connections
   * @param {boolean} accepting
   */
  #showWait(key, connections, accepting) {
    const count = connections || (accepting ? 1 : 0);
    const text = count > 99 ? "99+" : String(count);
    const said = `${connections} ${accepting}`;
    if (this.#waits.get(key) === said) return;
    if (count === 0) this.#waits.delete(key);
    else this.#waits.set(key, said);
    const colon = key.lastIndexOf(":");
    for (const place of this.#find(key.slice(0, colon), Number(key.slice(colon + 1)))) {
      const number = /** @type {HTMLElement | null} */ (place.querySelector(".ln"));
      if (!number) continue;
      if (count === 0) {
        number.removeAttribute("data-waiting");
        number.removeAttribute("title");
        continue;
      }
      number.dataset.waiting = text;
      number.title = waitTitle(connections);
    }
  }

  /**
   * Marks a line and brings it into view.
   * @param {string} file
   * @param {number} line
   * @returns {boolean} whether the lesson shows it anywhere
   */
  show(file, line) {
    const places = this.#find(file, line);
    const best = nearest(places.filter((place) => !place.closest("details"))) ?? places.at(-1);
    if (!best) return false;
    const details = best.closest("details");
    if (details) details.open = true;
    for (const place of this.#shown) place.classList.remove("is-shown");
    this.#shown = [best];
    best.classList.add("is-shown");
    offerWayBack(best);
    showView("lesson");
    best.tabIndex = -1;
    best.focus({ preventScroll: true });
    best.scrollIntoView({ block: "center", behavior: reducedMotion() ? "auto" : "smooth" });
    return true;
  }

  /**
   * @param {string} file
   * @param {number} line
   * @returns {HTMLElement[]} the excerpts first, the whole source last
   */
  #find(file, line) {
    this.#places ??= this.#index();
    return this.#places.get(`${baseName(file)}:${line}`) ?? [];
  }

  #index() {
    /** @type {Map<string, HTMLElement[]>} */
    const places = new Map();
    for (const figure of this.#article?.querySelectorAll("figure.code[data-file]") ?? []) {
      const file = baseName(/** @type {HTMLElement} */ (figure).dataset.file ?? "");
      for (const line of figure.querySelectorAll("[data-line]")) {
        const place = /** @type {HTMLElement} */ (line);
        const key = `${file}:${place.dataset.line}`;
        places.set(key, [...(places.get(key) ?? []), place]);
      }
    }
    return places;
  }
}

/** @param {string} file */
function baseName(file) {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** @param {number} connections */
function waitTitle(connections) {
  if (connections === 0) return "The server waits here for a client";
  return connections === 1 ? "1 connection waits here" : `${connections} connections wait here`;
}

/**
 * @param {HTMLElement[]} places
 * @returns {HTMLElement | undefined} the one that takes the least scrolling
 */
function nearest(places) {
  const middle = innerHeight / 2;
  const distance = (/** @type {HTMLElement} */ place) =>
    Math.abs(place.getBoundingClientRect().top - middle);
  return [...places].sort((a, b) => distance(a) - distance(b))[0];
}
