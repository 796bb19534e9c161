// Where a learner writes a script and plays it: a panel at the top of the lab,
// beside the clients that the script drives. The lines and their states lie
// beneath the text that is typed, in the same letters.

import { parse } from "../../conversation/parse.js";
import { earlierScripts, keepEarlierScripts, keepScript, scriptFor } from "../../lab/memory.js";
import { atNextFrame, button, h, icon } from "../dom.js";
import { Piece } from "../piece.js";
import { Player } from "../steps/player.js";
import { StepsView } from "../steps/steps-view.js";
import { isOneColumn, showView } from "../view-switch/view-switch.js";
import { help } from "./help.js";

/** @typedef {import("../../conversation/parse.js").Mistake} Mistake */

const TYPED = 400; // ms of rest after which mistakes are shown
const MOST_MISTAKES = 4;
const LONGEST = 50_000; // characters
const MAX_EARLIER = 10; // scripts that “Back to what I had” leads back to

export class LabScript extends Piece {
  /** @type {string | null} */
  #text = null;
  /** Whether the text is a Try it's steps as they stand there: these are not kept. */
  #unchanged = false;
  /** Whether a script was run since the panel was opened. */
  #ran = false;
  /** @type {string[]} what the learner wrote before, the newest last */
  #earlier = [];
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
  /** Whether the lines lag behind the text that is typed. */
  #stale = false;
  /** Redraws the lines at the next frame: a browser may report a long paste line by line. */
  #askReset = () => {};
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
    const kept = scriptFor(this.#lesson);
    this.#unchanged ||= this.#text === null && kept === null;
    this.#text ??= kept ?? firstTry() ?? "connect a\n";
    this.#earlier = earlierScripts(this.#lesson);
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
    this.#askReset = atNextFrame(() => this.#stale && this.#reset(), signal);
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
    clearTimeout(this.#timer);
    this.#keep(); // what was typed a moment ago
    const own = scriptFor(this.#lesson);
    if (own !== null && own !== script && own !== this.#earlier.at(-1)) {
      this.#earlier = [...this.#earlier, own].slice(-MAX_EARLIER);
      keepEarlierScripts(this.#lesson, this.#earlier);
    }
    this.#unchanged = true;
    this.#show(script);
    this.open();
  }

  /** Opens the panel, ready to be written in. */
  open() {
    if (document.activeElement instanceof HTMLElement) this.#opener = document.activeElement;
    this.hidden = false;
    this.#ran = false;
    showView("lab");
    this.#parts.text.focus({ preventScroll: true });
    if (isOneColumn()) this.scrollIntoView({ block: "start" });
  }

  /** Closes the panel. A script that runs goes on. */
  close() {
    this.hidden = true;
    const opener = this.#opener;
    this.#opener = null;
    // On a phone who has run a script looks at the clients it drove.
    const stays = isOneColumn() && this.#ran;
    if (opener instanceof HTMLElement && opener.isConnected && !stays) {
      showView(opener.closest("#lab") ? "lab" : "lesson");
      if (opener.checkVisibility()) return opener.focus({ preventScroll: true });
    }
    document.getElementById("lab")?.focus({ preventScroll: true });
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
      const script = this.#earlier.pop() ?? "";
      keepEarlierScripts(this.#lesson, this.#earlier);
      this.#unchanged = false;
      this.#show(script);
      this.#keep();
      this.#parts.text.focus();
    };
    const attributes = { class: "try-change script-back" };
    this.#back = button("Back to what I had", attributes, back, signal);
    this.#drawBack();
    return this.#back;
  }

  #drawBack() {
    if (this.#back) this.#back.hidden = this.#earlier.length === 0;
  }

  /** @param {string} script */
  #show(script) {
    this.#parts.text.value = script;
    this.#reset();
    this.#complain();
    this.#drawBack();
  }

  /** The text is another one than before: what was run of it is no longer told. */
  #reset() {
    this.#stale = false;
    this.#player.stop();
    this.#text = this.#parts.text.value;
    this.#redraw();
    this.#parts.status.textContent = "";
    delete this.dataset.state;
  }

  #redraw() {
    this.#steps = new StepsView(this.#parts.lines, `${this.#parts.text.value}\n`);
  }

  #typed() {
    this.#unchanged = false;
    this.#text = this.#parts.text.value;
    this.#player.stop();
    this.#stale = true;
    this.#askReset();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), TYPED);
  }

  #settle() {
    if (this.#stale) this.#reset();
    this.#keep();
    this.#complain();
  }

  /** Keeps what the learner has written. */
  #keep() {
    if (this.#unchanged) return;
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
    const { steps, mistakes } = parse(this.#parts.text.value);
    const [mistake] = mistakes;
    // The list beside it says what is wrong.
    if (mistake) return this.#goTo(mistake.line);
    if (steps.length === 0) {
      this.#parts.status.textContent = "There is no step yet. Begin with: connect a";
      return;
    }
    this.#ran = true;
    this.#player.play(this.#parts.text.value);
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
