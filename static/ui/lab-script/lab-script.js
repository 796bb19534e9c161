// Where a learner writes a conversation and plays it. It stands at the end of
// the lesson, or under the Try it whose steps were opened in it. The lines and
// their states lie beneath the text that is typed, in the same letters.

import { parse } from "../../conversation/parse.js";
import { keepScript, scriptFor } from "../../lab/memory.js";
import { button, h, icon } from "../dom.js";
import { Piece } from "../piece.js";
import { Player } from "../steps/player.js";
import { StepsView } from "../steps/steps-view.js";
import { help } from "./help.js";

/** @typedef {import("../../conversation/parse.js").Mistake} Mistake */

const TYPED = 400; // ms of rest after which mistakes are shown
const MOST_MISTAKES = 4;
const LONGEST = 50_000; // characters

export class LabScript extends Piece {
  /** @type {string | null} */
  #text = null;
  /** @type {string | null} the learner's own, while a Try it's steps are in its place */
  #own = null;
  /** @type {Element | null} the Try it that it stands under */
  #guest = null;
  /** @type {Comment | null} where it belongs */
  #home = null;
  /** @type {Player} */
  #player = /** @type {any} */ (null);
  /** @type {StepsView} */
  #steps = /** @type {any} */ (null);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #parts = {
    lines: h("code", {}),
    text: h("textarea", {
      class: "script-text",
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      wrap: "off",
      maxlength: LONGEST,
      "aria-label": "Conversation, one step a line",
      "aria-describedby": "script-mistakes",
    }),
    mistakes: h("ul", { class: "script-mistakes", id: "script-mistakes", "aria-live": "polite" }),
    go: h("button", { type: "button", class: "button primary try-go" }),
    status: h("p", { class: "try-status", role: "status" }),
  };

  /** @param {AbortSignal} signal */
  mount(signal) {
    const { text, lines, mistakes, go, status } = this.#parts;
    this.#text ??= scriptFor(this.#lesson) ?? firstTry() ?? "connect a\n";
    const editor = h(
      "div",
      { class: "script-editor" },
      h("pre", { "aria-hidden": "true" }, lines),
      text,
    );
    this.replaceChildren(
      this.#head(signal),
      h("p", { class: "script-lead" }, "One step a line; it is played with the lab's clients."),
      editor,
      mistakes,
      h("div", { class: "try-run" }, go, ...this.#ways(signal), status),
      help(),
    );
    text.addEventListener("input", () => this.#typed(), { signal });
    go.addEventListener("click", () => this.#toggle(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
    this.#player = new Player(
      {
        steps: () => this.#steps,
        status: (said) => status.replaceChildren(said),
        state: (state) => this.#become(state),
        failedAt: (line) => this.#steps.reveal(line),
      },
      signal,
    );
    this.#show(this.#text);
    this.#draw();
  }

  get #lesson() {
    const lesson = this.closest("[data-lesson]");
    return lesson instanceof HTMLElement ? (lesson.dataset.lesson ?? "") : "";
  }

  /**
   * Shows a Try it's steps, right under it.
   * @param {string} script
   * @param {Element} tryIt
   */
  open(script, tryIt) {
    const own = scriptFor(this.#lesson);
    if (own !== null && own !== script) this.#own ??= own;
    this.#text = script;
    this.#home ??= this.#leaveMark();
    this.#guest = tryIt;
    tryIt.after(this);
    this.focusText();
  }

  focusText() {
    this.#parts.text.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
  }

  #leaveMark() {
    const mark = document.createComment("lab-script");
    this.before(mark);
    return mark;
  }

  #goHome() {
    const guest = this.#guest;
    this.#guest = null;
    this.#home?.after(this);
    const change = guest?.querySelector(".try-change");
    if (change instanceof HTMLElement) change.focus();
  }

  /** @param {AbortSignal} signal */
  #head(signal) {
    const head = h("header", {}, h("h2", { id: "your-own" }, "A conversation of your own"));
    if (!this.#guest) return head;
    const away = { class: "icon-button", "aria-label": "Put it away", title: "Put it away" };
    const close = button("", away, () => this.#goHome(), signal);
    close.append(icon("close"));
    head.append(close);
    return head;
  }

  /** @param {AbortSignal} signal */
  #ways(signal) {
    const back = () => {
      this.#show(this.#own ?? "");
      this.#own = null;
      this.#keep();
      this.querySelector(".script-back")?.remove();
      this.focusText();
    };
    const attributes = { class: "try-change script-back" };
    return this.#own === null ? [] : [button("Back to what I had", attributes, back, signal)];
  }

  /** @param {string} script */
  #show(script) {
    this.#parts.text.value = script;
    this.#text = script;
    this.#redraw();
    this.#complain();
  }

  #redraw() {
    this.#steps = new StepsView(this.#parts.lines, `${this.#parts.text.value}\n`);
  }

  #typed() {
    this.#player.stop();
    this.#text = this.#parts.text.value;
    this.#redraw();
    this.#parts.status.textContent = "";
    delete this.dataset.state;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), TYPED);
  }

  #settle() {
    this.#keep();
    this.#complain();
  }

  /** What was written or run is kept; steps only looked at are not. */
  #keep() {
    keepScript(this.#lesson, this.#parts.text.value);
  }

  #complain() {
    const { mistakes, text } = this.#parts;
    const found = parse(text.value).mistakes;
    for (const { line } of found) this.#steps.mark(line, "wrong");
    const told = found.slice(0, MOST_MISTAKES).map((mistake) => this.#mistake(mistake));
    const more = found.length - told.length;
    if (more > 0) told.push(h("li", {}, `and ${more} more`));
    mistakes.replaceChildren(...told);
    text.setAttribute("aria-invalid", String(found.length > 0));
  }

  /** @param {Mistake} mistake */
  #mistake({ line, message }) {
    const go = h("button", { type: "button", class: "script-line" }, `Line ${line}`);
    go.onclick = () => this.#goTo(line);
    return h("li", {}, go, `: ${message}`);
  }

  /** @param {number} line */
  #goTo(line) {
    const { text } = this.#parts;
    const before = text.value.split("\n").slice(0, line - 1);
    const from = before.reduce((sum, { length }) => sum + length + 1, 0);
    const end = text.value.indexOf("\n", from);
    text.focus();
    text.setSelectionRange(from, end < 0 ? text.value.length : end);
  }

  #toggle() {
    if (this.#player.running) return this.#player.stop();
    clearTimeout(this.#timer);
    this.#settle();
    const [mistake] = parse(this.#parts.text.value).mistakes;
    // The list beside it says what is wrong.
    if (mistake) this.#goTo(mistake.line);
    else this.#player.play(this.#parts.text.value);
  }

  /** @param {import("../steps/player.js").State} state */
  #become(state) {
    this.dataset.state = state;
    this.#draw();
  }

  #draw() {
    const { running } = this.#player;
    this.#parts.go.replaceChildren(icon(running ? "close" : "play"), running ? "Stop" : "Run it");
  }
}

/** The lesson's first conversation, to begin with. */
function firstTry() {
  return document.querySelector(".try-steps code")?.textContent ?? null;
}

/** Brings the box into view, ready to be written in. */
export function showScript() {
  const box = document.querySelector("lab-script");
  if (!(box instanceof LabScript)) return;
  box.focusText();
}

customElements.define("lab-script", LabScript);
