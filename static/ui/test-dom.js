// Gives Node's tests a DOM, by happy-dom. A test imports this module before the
// modules that it tests: they define elements when they are loaded.
//
// There is no layout: sizes and positions are what a test sets (setSize), observers
// of sizes report when a test says so (resize), and frames come one by one (nextFrame).

import { Window } from "happy-dom";

/** @import { TestContext } from "node:test" */

const window = new Window({ url: "https://school.test/lessons/echo" });

const NAMES = /** @type {const} */ ([
  "CustomEvent",
  "Element",
  "Event",
  "HTMLAnchorElement",
  "HTMLButtonElement",
  "HTMLDetailsElement",
  "HTMLElement",
  "HTMLInputElement",
  "KeyboardEvent",
  "MouseEvent",
  "Node",
  "NodeFilter",
  "PointerEvent",
  "SubmitEvent",
  "Text",
  "customElements",
  "document",
  "getSelection",
  "history",
  "localStorage",
  "location",
  "navigator",
  "sessionStorage",
]);

for (const name of NAMES) {
  const value = /** @type {any} */ (window)[name];
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}

/** @type {Map<string, Set<(event: Event) => void>>} listeners at the window, by type */
const listeners = new Map();
Object.assign(globalThis, {
  innerWidth: 1440,
  innerHeight: 900,
  scrollY: 0,
  scrollTo: ({ top = 0 }) => {
    globalThis.scrollY = top;
  },
  addEventListener: (
    /** @type {string} */ type,
    /** @type {(event: Event) => void} */ listener,
    /** @type {{ signal?: AbortSignal }} */ { signal } = {},
  ) => {
    const all = listeners.get(type) ?? new Set();
    listeners.set(type, all.add(listener));
    signal?.addEventListener("abort", () => all.delete(listener), { once: true });
  },
});

/**
 * Dispatches an event at the window.
 * @param {string} type
 */
export function dispatchAtWindow(type) {
  for (const listener of listeners.get(type) ?? []) listener(new Event(type));
}

/** @type {Map<string, { matches: boolean, onChange: Set<() => void> }>} */
const media = new Map();

/** @param {string} query */
function mediaQuery(query) {
  const state = media.get(query) ?? { matches: false, onChange: new Set() };
  media.set(query, state);
  return state;
}

Object.assign(globalThis, {
  matchMedia: (/** @type {string} */ query) => ({
    get matches() {
      return mediaQuery(query).matches;
    },
    addEventListener: (/** @type {string} */ _type, /** @type {() => void} */ listener) =>
      mediaQuery(query).onChange.add(listener),
  }),
});

/**
 * Sets whether a media query matches. All match nothing at first.
 * @param {string} query
 * @param {boolean} matches
 */
export function setMedia(query, matches) {
  const state = mediaQuery(query);
  if (state.matches === matches) return;
  state.matches = matches;
  for (const listener of state.onChange) listener();
}

/** @type {Map<number, FrameRequestCallback>} */
const frames = new Map();
let lastFrame = 0;

Object.assign(globalThis, {
  requestAnimationFrame: (/** @type {FrameRequestCallback} */ callback) => {
    frames.set(++lastFrame, callback);
    return lastFrame;
  },
  cancelAnimationFrame: (/** @type {number} */ id) => frames.delete(id),
});

/** Runs what is to be run at the next frame. */
export function nextFrame() {
  const callbacks = [...frames.values()];
  frames.clear();
  for (const callback of callbacks) callback(performance.now());
}

/** @type {Map<Element, Set<() => void>>} */
const observers = new Map();

globalThis.ResizeObserver = class {
  #callback;
  /** @param {ResizeObserverCallback} callback */
  constructor(callback) {
    this.#callback = () => callback([], this);
  }
  /** @param {Element} element */
  observe(element) {
    const all = observers.get(element) ?? new Set();
    observers.set(element, all.add(this.#callback));
  }
  /** @param {Element} element */
  unobserve(element) {
    observers.get(element)?.delete(this.#callback);
  }
  disconnect() {
    for (const all of observers.values()) all.delete(this.#callback);
  }
};

/**
 * Reports a change of an element's size to its observers.
 * @param {Element} element
 */
export function resize(element) {
  for (const callback of observers.get(element) ?? []) callback();
}

/**
 * Sets sizes and positions of an element, such as clientWidth and offsetLeft.
 * @param {Element} element
 * @param {Record<string, number>} sizes
 */
export function setSize(element, sizes) {
  for (const [name, value] of Object.entries(sizes))
    Object.defineProperty(element, name, { value, writable: true, configurable: true });
}

/**
 * Sets what getBoundingClientRect returns.
 * @param {Element} element
 * @param {{ left?: number, top?: number, width?: number, height?: number }} rect px
 */
export function setRect(element, { left = 0, top = 0, width = 0, height = 0 }) {
  const rect = { left, top, width, height, right: left + width, bottom: top + height };
  element.getBoundingClientRect = () => /** @type {DOMRect} */ (rect);
}

// Popovers, which happy-dom does not know.
const prototype = /** @type {any} */ (HTMLElement.prototype);
const { matches } = prototype;
prototype.matches = function (/** @type {string} */ selector) {
  if (selector === ":popover-open") return this.hasAttribute("test-popover-open");
  return matches.call(this, selector);
};
prototype.showPopover = function () {
  this.toggleAttribute("test-popover-open", true);
  this.dispatchEvent(Object.assign(new Event("toggle"), { newState: "open" }));
};
prototype.hidePopover = function () {
  this.removeAttribute("test-popover-open");
  this.dispatchEvent(Object.assign(new Event("toggle"), { newState: "closed" }));
};
prototype.setPointerCapture = () => {};
prototype.checkVisibility ??= () => true;
prototype.scrollIntoView = function () {
  this.setAttribute("test-scrolled-to", "");
};

/**
 * Adds elements to the page for the length of a test.
 * @template {Node} T
 * @param {TestContext} t
 * @param {T} node
 * @returns {T}
 */
export function addToPage(t, node) {
  document.body.append(node);
  t.after(() => /** @type {any} */ (node).remove());
  return node;
}

/**
 * @param {TestContext} t
 * @returns {AbortSignal} aborts after the test
 */
export function testSignal(t) {
  const controller = new AbortController();
  t.after(() => controller.abort());
  return controller.signal;
}

/**
 * Presses a key at an element.
 * @param {Element} element
 * @param {string} key
 * @returns {boolean} whether the browser would do what the key usually does
 */
export function press(element, key) {
  return element.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );
}

/**
 * Finds a button by its text or its label.
 * @param {Element} root
 * @param {string} name
 * @returns {HTMLButtonElement}
 */
export function buttonNamed(root, name) {
  const found = [...root.querySelectorAll("button")].find(
    (button) => button.textContent?.trim() === name || button.getAttribute("aria-label") === name,
  );
  if (!found) throw new Error(`no button named ${name}`);
  return found;
}

/**
 * Types into a field.
 * @param {Element | null} field
 * @param {string} text replaces what it has
 */
export function type(field, text) {
  const input = /** @type {HTMLInputElement} */ (field);
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Lets promises settle. */
export function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Resolves when the condition holds; the runner's timeout bounds the wait.
 * @param {() => boolean} condition
 */
export async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve));
}
