/**
 * @import { LabData, Transport } from "../../transport/transport.js"
 * @import { LessonLab } from "../lesson-lab.js"
 */

import { button, h, icon, svg } from "../dom.js";

/**
 * @typedef {object} Actions
 * @property {() => void} run runs the exercise that is open, or the lesson's server
 * @property {() => void} runLesson
 * @property {() => void} openSaved lets the learner choose a saved run
 * @property {() => void} edit opens the script panel
 */

/** Shown before the first run: what will happen, where, and the button that starts it. */
export class StartPanel {
  #lab;
  #label = document.createTextNode("");
  #run;
  #saved;
  /** @type {Map<Transport, HTMLElement>} */
  #descriptions;
  #exercise = exerciseDescription();
  /** Runs the lesson's server while an exercise is open. */
  #lesson;
  /** Has the links, or in their place the load bar. */
  #under = h("div", { class: "lab-under" });
  element;

  /**
   * @param {Pick<LessonLab, "session" | "exercise">} lab
   * @param {LabData} data
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(lab, data, { run, runLesson, openSaved, edit }, signal) {
    this.#lab = lab;
    this.#run = button("", { class: "button primary lab-run", "data-do": "run" }, run, signal);
    this.#run.append(icon("play"), this.#label);
    this.#saved = button("or open a saved run", { class: "link-button" }, openSaved, signal);
    const script = button("write a script", { class: "link-button" }, edit, signal);
    const lesson = button("run the lesson's server", { class: "link-button" }, runLesson, signal);
    this.#lesson = h("span", {}, "or ", lesson, " ");
    this.#under.append(h("p", {}, this.#lesson, this.#saved, " or ", script));
    this.#descriptions = new Map(
      lab.session.transports.map((transport) => [transport, description(transport, data)]),
    );
    this.element = h(
      "div",
      { class: "lab-empty" },
      drawing(),
      h("div", { class: "lab-about" }, ...this.#descriptions.values(), this.#exercise),
      this.#run,
      this.#under,
    );
  }

  /**
   * Puts elements that move between header and start panel into the panel.
   * @param {HTMLElement | null} transportSwitch
   * @param {HTMLElement} loadBar
   */
  take(transportSwitch, loadBar) {
    if (transportSwitch && transportSwitch.parentNode !== this.element)
      this.#run.before(transportSwitch);
    if (loadBar.parentNode !== this.#under) this.#under.append(loadBar);
  }

  draw() {
    const { session, exercise } = this.#lab;
    const { busy, state, transport } = session;
    const label = exercise ? `Run ${exercise.label}` : transport.runLabel;
    this.#label.data = state === "starting" ? "Starting…" : label;
    this.#lesson.hidden = exercise === null;
    this.#run.disabled = busy;
    this.#saved.disabled = busy;
    // All of them take room, so that a choice moves nothing.
    for (const [other, element] of this.#descriptions)
      element.inert = exercise !== null || other !== transport;
    this.#exercise.inert = exercise === null;
  }
}

/**
 * @param {Transport} transport
 * @param {LabData} data
 */
function description(transport, data) {
  const { title, text } = transport.describe(data);
  const parts = text.map((part) => (typeof part === "string" ? part : h("code", {}, part.code)));
  return h("div", {}, h("h2", {}, title), h("p", {}, ...parts));
}

function exerciseDescription() {
  const text =
    "It is built from the code of the exercise, and runs in this page. Connect clients from here, and watch what it logs.";
  return h("div", {}, h("h2", {}, "Your own server"), h("p", {}, text));
}

/** Draws three clients and a server. */
function drawing() {
  const server = svg("rect", {
    x: 138,
    y: 22,
    width: 54,
    height: 48,
    rx: 8,
    class: "drawing-server",
  });
  const source = [35, 46, 57].map((y) => svg("path", { d: `M150 ${y}h30`, class: "drawing-line" }));
  const clients = [14, 46, 78].flatMap((y, index) => {
    const end = 34 + index * 12;
    const d = `M30 ${y}C80 ${y} 90 ${end} 136 ${end}`;
    return [
      svg("path", { d, class: "drawing-connection", "data-hue": index }),
      svg("circle", { cx: 20, cy: y, r: 10, class: "drawing-client", "data-hue": index }),
    ];
  });
  const attributes = { class: "lab-drawing", viewBox: "0 0 200 92", "aria-hidden": "true" };
  return svg("svg", attributes, server, ...source, ...clients);
}
