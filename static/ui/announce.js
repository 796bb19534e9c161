// What a screen reader is told, politely. A flood is told as a few lines and
// how many more there were.

import { h } from "./dom.js";

const EVERY = 1500;
const MOST = 3;

/** @type {HTMLElement | null} */
let region = null;
/** @type {string[]} */
let waiting = [];
let held = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string | (() => string)} text a function where making it costs something */
export function announce(text) {
  if (waiting.length >= MOST) held++;
  else waiting.push(typeof text === "string" ? text : text());
  if (timer === undefined) timer = setTimeout(speak, EVERY / 5);
}

function speak() {
  if (!region) {
    region = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  if (waiting.length === 0) {
    timer = undefined;
    return;
  }
  if (held > 0) waiting.push(`and ${held} more`);
  region.replaceChildren(...waiting.map((text) => h("p", {}, text)));
  waiting = [];
  held = 0;
  timer = setTimeout(speak, EVERY);
}
