// Where a learner writes a script and plays it: a panel at the top of the lab,
// beside the clients that the script drives. The lines and their states lie
// beneath the text that is typed, in the same letters.

import { parse } from "../../conversation/parse.js";
import { keepScript, scriptFor } from "../../lab/memory.js";
import { button, h, icon } from "../dom.js";
import { Piece } from "../piece.js";
import { Player } from "../steps/player.js";
import { StepsView } from "../steps/steps-view.js";
import { isOneColumn, showView } from "../view-switch/view-switch.js";
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
  /** @type {Element | null} gets the focus back when the panel closes */
  #opener = null;
  /** @type {Player} */
  #player = /** @type {any} */ (null);
  /** @type {StepsView} */
  #steps = /** @type {any} */ (null);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {HTMLButtonElement | null} */
  #back = null;
  #parts = {
    lines: h("code", {}),
    text: h("textarea", {
      class: "script-text",
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      wrap: "off",
      maxlength: LONGEST,
      "aria-label": "Script, one step a line",
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
      h("div", { class: "try-run" }, go, this.#makeBack(signal), status),
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
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") this.close();
    };
    this.addEventListener("keydown", onKey, { signal });
    this.#show(this.#text);
    this.#draw();
  }

  get #lesson() {
    return document.getElementById("lesson")?.dataset.lesson ?? "";
  }

  /**
   * Opens the panel with a Try it's steps in it.
   * @param {string} script
   */
  openWith(script) {
    const own = scriptFor(this.#lesson);
    if (own !== null && own !== script) this.#own ??= own;
    this.#show(script);
    this.#drawBack();
    this.open();
  }

  /** Opens the panel, ready to be written in. */
  open() {
    if (document.activeElement instanceof HTMLElement) this.#opener = document.activeElement;
    this.hidden = false;
    showView("lab");
    this.#parts.text.focus({ preventScroll: true });
    if (isOneColumn()) this.scrollIntoView({ block: "start" });
  }

  /** Closes the panel. A script that runs goes on. */
  close() {
    this.hidden = true;
    const opener = this.#opener;
    this.#opener = null;
    if (!(opener instanceof HTMLElement) || !opener.isConnected) return;
    showView(opener.closest("#lab") ? "lab" : "lesson");
    opener.focus({ preventScroll: true });
  }

  /** @param {AbortSignal} signal */
  #head(signal) {
    const away = {
      class: "icon-button",
      "aria-label": "Close the script",
      title: "Close (Escape)",
    };
    const close = button("", away, () => this.close(), signal);
    close.append(icon("close"));
    return h("header", {}, h("h2", { id: "your-own" }, "A script of your own"), close);
  }

  /** @param {AbortSignal} signal */
  #makeBack(signal) {
    const back = () => {
      this.#show(this.#own ?? "");
      this.#own = null;
      this.#keep();
      this.#drawBack();
      this.#parts.text.focus();
    };
    const attributes = { class: "try-change script-back" };
    this.#back = button("Back to what I had", attributes, back, signal);
    this.#drawBack();
    return this.#back;
  }

  #drawBack() {
    if (this.#back) this.#back.hidden = this.#own === null;
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

/** Opens the script panel of the page's lab. */
export function showScript() {
  const box = document.querySelector("lab-script");
  if (box instanceof LabScript) box.open();
}

customElements.define("lab-script", LabScript);
