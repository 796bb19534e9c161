import { h } from "./dom.js";

const INTERVAL = 1500; // ms between two updates of the live region
const MAX_TEXTS = 3; // in one update

/** @type {HTMLElement | null} */
let region = null;
/** @type {string[]} */
let pending = [];
/** Number of texts left out of the next update. */
let omitted = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Has screen readers read a text, politely. Of many texts at once they read the first
 * few, and how many more there were.
 * @param {string | (() => string)} text a function where it is expensive to make
 */
export function announce(text) {
  if (pending.length >= MAX_TEXTS) omitted++;
  else pending.push(typeof text === "string" ? text : text());
  if (timer === undefined) timer = setTimeout(flush, INTERVAL / 5);
}

function flush() {
  if (!region) {
    region = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  if (pending.length === 0) {
    timer = undefined;
    return;
  }
  if (omitted > 0) pending.push(`and ${omitted} more`);
  region.replaceChildren(...pending.map((text) => h("p", {}, text)));
  pending = [];
  omitted = 0;
  timer = setTimeout(flush, INTERVAL);
}
