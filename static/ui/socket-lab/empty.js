// What the lab shows while nothing has run: what will happen, where, and the
// button that begins it.

import { button, h, icon } from "../dom.js";
import { showScript } from "../lab-script/lab-script.js";

/**
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {import("../../transport/transport.js").Transport} Transport
 * @typedef {import("../../transport/transport.js").LabData} LabData
 *
 * @typedef {object} Does
 * @property {() => void} run
 * @property {() => void} openSaved
 */

export class EmptyLab {
  #session;
  #word = document.createTextNode("");
  #run;
  #saved;
  /** @type {Map<Transport, HTMLElement>} */
  #abouts;
  /** Where the load bar stands, in the room of what is of no use meanwhile. */
  #under = h("div", { class: "lab-under" });

  /**
   * @param {LabSession} session
   * @param {LabData} data
   * @param {Does} does
   * @param {AbortSignal} signal
   */
  constructor(session, data, does, signal) {
    this.#session = session;
    const run = { class: "button primary lab-run", "data-do": "run" };
    this.#run = button("", run, does.run, signal);
    this.#run.append(icon("play"), this.#word);
    this.#saved = button("or open a saved run", { class: "link-button" }, does.openSaved, signal);
    const script = button("write a script", { class: "link-button" }, showScript, signal);
    this.#under.append(h("p", {}, this.#saved, " or ", script));
    this.#abouts = new Map(session.transports.map((place) => [place, aboutOf(place, data)]));
    this.element = h("div", { class: "lab-empty" });
    this.element.append(
      drawing(),
      h("div", { class: "lab-about" }, ...this.#abouts.values()),
      this.#run,
      this.#under,
    );
  }

  /**
   * @param {HTMLElement | null} placeSwitch
   * @param {HTMLElement} loadBar
   */
  take(placeSwitch, loadBar) {
    if (placeSwitch && placeSwitch.parentNode !== this.element) this.#run.before(placeSwitch);
    if (loadBar.parentNode !== this.#under) this.#under.append(loadBar);
  }

  draw() {
    const { busy, state, transport } = this.#session;
    this.#word.data = state === "starting" ? "Starting…" : transport.runWords;
    this.#run.disabled = busy;
    this.#saved.disabled = busy;
    for (const [place, about] of this.#abouts) about.inert = place !== transport;
  }
}

/**
 * @param {Transport} place
 * @param {LabData} data
 */
function aboutOf(place, data) {
  const { title, text } = place.about(data);
  const parts = text.map((part) => (typeof part === "string" ? part : h("code", {}, part.code)));
  return h("div", {}, h("h2", {}, title), h("p", {}, ...parts));
}

/** Three clients and a server, as boxes and lines. */
function drawing() {
  const make = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const svg = make("svg", { class: "lab-drawing", viewBox: "0 0 200 92", "aria-hidden": "true" });
  svg.append(make("rect", { x: "138", y: "22", width: "54", height: "48", rx: "8", class: "box" }));
  for (const y of ["35", "46", "57"]) {
    svg.append(make("path", { d: `M150 ${y}h30`, class: "line" }));
  }
  [14, 46, 78].forEach((y, index) => {
    const end = 34 + index * 12;
    svg.append(
      make("path", {
        d: `M30 ${y}C80 ${y} 90 ${end} 136 ${end}`,
        class: "wire",
        "data-hue": String(index),
      }),
      make("circle", { cx: "20", cy: String(y), r: "10", class: "end", "data-hue": String(index) }),
    );
  });
  return svg;
}
