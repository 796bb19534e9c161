import { LiveSocket } from "../../class/live-socket.js";
import { TransientElement } from "../base-element.js";
import { button, h } from "../dom.js";
import { CheckResults } from "../exercise/check-results.js";
import { RunSource } from "../source/run-source.js";
import { SourceDialog } from "../source/source-dialog.js";
import { LookCodeView } from "./look-code.js";
import { LookSession } from "./look-session.js";
import { readLook } from "./read-look.js";

/**
 * @import { ShownCheck } from "../exercise/exercise-desk.js"
 * @import { LabLog } from "../lab-log/lab-log.js"
 * @import { Cut } from "../class-member/look-snapshot.js"
 * @import { LabTimeline } from "../timeline/timeline.js"
 * @import { Look } from "./read-look.js"
 *
 * What the host sends.
 * @typedef {{ type: "look", name: string, present: boolean }
 *   | { type: "snapshot", time: string, snapshot: unknown }
 *   | { type: "ended", reason: string, detail: string }} LookMessage
 */

const SUBPROTOCOL = "socketschool.look.v1";

/** @type {Record<Cut, string>} */
const CUTS = {
  events: "older events of the run",
  steps: "the steps of the checks but the last",
  run: "the run",
  problems: "further problems",
  files: "the ends of long files",
};

/**
 * `<class-look>`: one learner as they are now, to read: code, results, timeline and log. It
 * follows the learner, or shows them as they were when it was frozen. It uses the elements
 * lab-timeline and lab-log, which every page defines.
 *
 * It has no attributes and sends no events.
 */
export class ClassLook extends TransientElement {
  #titleOf;
  #name = h("h2", { tabindex: "-1" });
  #place = h("p", { class: "look-place" });
  #time = h("p", { class: "look-time" });
  #status = h("p", { class: "look-status", role: "status" });
  #cut = h("p", { class: "look-cut", hidden: true });
  #freeze;
  #checks = h("div", { class: "look-checks" });
  #run = h("section", { class: "look-run", "aria-label": "Run" });
  #noRun = h("p", { class: "look-note" });
  #body;
  #session = new LookSession();
  #code = new LookCodeView(this.#session, this.signal);
  #timeline = /** @type {LabTimeline} */ (document.createElement("lab-timeline"));
  #log = /** @type {LabLog} */ (document.createElement("lab-log"));
  /** Ends the socket. */
  #end = new AbortController();
  /** @type {{ time: string, snapshot: unknown } | null} the newest one */
  #newest = null;
  #isFrozen = false;
  #isPresent = true;
  #isOpen = false;
  #drawnCheck = "";
  /** Ends what belongs to the results that are shown. */
  #results = new AbortController();

  /**
   * @param {object} options
   * @param {string} options.id of the member
   * @param {string} options.name
   * @param {string} options.base path of the site
   * @param {(lesson: string, exercise: string) => string} options.titleOf
   * @param {() => void} options.onClose
   */
  constructor({ id, name, base, titleOf, onClose }) {
    super();
    this.#titleOf = titleOf;
    this.#name.textContent = name;
    const back = button("‹ Back to the class", { class: "button small" }, onClose, this.signal);
    const small = { class: "button small" };
    this.#freeze = button("Freeze", small, () => this.#toggleFreeze(), this.signal);
    const source = this.#createSource();
    Object.assign(this.#timeline, { session: this.#session, source });
    Object.assign(this.#log, { session: this.#session, source, isQuiet: true });
    this.#run.append(this.#noRun);
    const right = h("div", { class: "look-side" }, this.#checks, this.#run);
    this.#body = h("div", { class: "look-body", hidden: true }, this.#code.element, right);
    const titles = h("div", { class: "look-titles" }, this.#name, this.#place);
    const head = h("header", { class: "look-head" }, back, titles, this.#time, this.#freeze);
    this.append(head, this.#status, this.#cut, this.#body);
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) onClose();
    });
    this.#connect(id, base);
    this.#draw();
  }

  /** Brings it into view, with the focus at the learner's name. */
  reveal() {
    this.#name.focus({ preventScroll: true });
    this.scrollIntoView({ block: "start" });
  }

  /**
   * @param {string} id
   * @param {string} base
   */
  #connect(id, base) {
    const url = new URL(`${base}api/class/members/${id}/look`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const handlers = {
      message: (/** @type {LookMessage} */ message) => this.#onMessage(message),
      link: (/** @type {boolean} */ isOpen) => {
        this.#isOpen = isOpen;
        this.#draw();
      },
    };
    const life = AbortSignal.any([this.signal, this.#end.signal]);
    new LiveSocket(url.href, SUBPROTOCOL, handlers, life);
  }

  #createSource() {
    const dialog = new SourceDialog(this.signal);
    this.append(dialog.element);
    return new RunSource(this.#session, {
      lesson: this.#code,
      others: new Map([["own", this.#code]]),
      lessonFiles: () => ({}),
      open: (code, file, line) => dialog.open(code, file, line),
    });
  }

  /** @param {LookMessage} message */
  #onMessage(message) {
    if (message.type === "look") {
      this.#name.textContent = message.name;
      this.#isPresent = message.present;
      this.#draw();
    } else if (message.type === "snapshot") {
      this.#newest = message;
      if (!this.#isFrozen) this.#show(message);
    } else if (message.type === "ended") {
      this.#onEnded(message.detail);
    }
  }

  /**
   * Shows nothing of the learner any more.
   * @param {string} why
   */
  #onEnded(why) {
    this.#end.abort();
    this.#newest = null;
    this.#body.remove();
    for (const element of [this.#freeze, this.#cut, this.#time, this.#place]) element.remove();
    this.#status.textContent = why;
  }

  #toggleFreeze() {
    this.#isFrozen = !this.#isFrozen;
    this.#session.heldAt = this.#isFrozen ? Date.now() : null;
    if (!this.#isFrozen && this.#newest) this.#show(this.#newest);
    this.#draw();
  }

  /** @param {{ time: string, snapshot: unknown }} newest */
  #show({ time, snapshot }) {
    try {
      this.#drawLook(readLook(snapshot));
      this.#body.hidden = false;
    } catch (error) {
      console.info(`a snapshot cannot be shown: ${error}`);
      this.#body.hidden = true;
      this.#status.textContent = "What this learner’s page sends cannot be shown.";
      return;
    }
    this.#time.textContent = `as of ${new Date(time).toLocaleTimeString()}`;
    this.#draw();
  }

  /** @param {Look} look */
  #drawLook({ lesson, exercise, code, check, run, cut }) {
    this.#place.textContent = this.#titleOf(lesson, exercise);
    const failed = check?.results.find(({ outcome }) => outcome !== "passed");
    this.#code.draw(code, check?.isOld ? undefined : failed?.source);
    this.#drawCheck(check, exercise);
    // They show what comes after they have entered the page.
    if (run && !this.#timeline.isConnected) this.#run.append(this.#timeline, this.#log);
    if (run) this.#session.take(run);
    this.#noRun.textContent = run ? "" : "No server has run on this page yet.";
    this.#noRun.hidden = run !== null;
    const parts = [...new Set(cut)].map((each) => CUTS[each] ?? "");
    this.#cut.hidden = parts.length === 0;
    this.#cut.textContent = `Left out, for it is more than fits: ${parts.join(", ")}.`;
  }

  /**
   * @param {ShownCheck | null} check
   * @param {string} exercise
   */
  #drawCheck(check, exercise) {
    const drawn = JSON.stringify([check, exercise]);
    if (drawn === this.#drawnCheck) return;
    this.#drawnCheck = drawn;
    this.#results.abort();
    this.#results = new AbortController();
    if (!check) {
      const text = exercise ? "No check has run yet." : "No exercise is open.";
      this.#checks.replaceChildren(h("p", { class: "look-note" }, text));
      return;
    }
    const signal = AbortSignal.any([this.signal, this.#results.signal]);
    const show = this.#code.showChecked.bind(this.#code);
    const none = () => {};
    const options = { show, replay: null, next: none, stop: none, runAll: null };
    const results = new CheckResults(check.names, options, signal);
    results.show(check.results);
    results.outdate(check.isOld);
    this.#checks.replaceChildren(results.element);
  }

  #draw() {
    this.#freeze.textContent = this.#isFrozen ? "Follow again" : "Freeze";
    this.#freeze.hidden = this.#newest === null;
    const text = this.#statusText();
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  #statusText() {
    const name = this.#name.textContent;
    if (!this.#isOpen)
      return this.#newest ? "The host cannot be reached. Trying again …" : "Connecting …";
    if (this.#isFrozen) return `Frozen: ${name} works on, and sees that you look.`;
    if (!this.#isPresent)
      return this.#newest
        ? `${name} has gone: this is how it was.`
        : `${name} has no page open. What they do is shown here when they come back.`;
    if (!this.#newest) return `Waiting for ${name}’s page …`;
    return `Following: ${name} sees that you look.`;
  }
}

customElements.define("class-look", ClassLook);
