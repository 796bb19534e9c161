// A Try it: the question, a box for the guess, and a button that plays the
// conversation in the lab while each step shows how it goes.

import { isDone, markDone } from "../../lab/memory.js";
import { button, h, icon } from "../dom.js";
import { LabScript } from "../lab-script/lab-script.js";
import { Piece } from "../piece.js";
import { MODES } from "../steps/playback.js";
import { Player } from "../steps/player.js";
import { StepsView } from "../steps/steps-view.js";
import { goToLab, isOneColumn } from "../view-switch/view-switch.js";
import { Guess } from "./guess.js";

/** Two presses within so many milliseconds are one that was pressed twice. */
const DOUBLE_PRESS = 600;

export class TryIt extends Piece {
  #status = h("p", { class: "try-status", role: "status" });
  #mode = modeChoice();
  #stop = h("button", { type: "button", class: "button try-stop", hidden: true }, "Stop");
  #toLab = h("button", { type: "button", class: "try-change", hidden: true }, "See it in the lab");
  /** @type {Player} */
  #player = /** @type {any} */ (null);
  /** @type {Guess | null} */
  #guess = null;
  #script = "";
  /** When the latest press for a next step was, ms of performance.now. */
  #steppedAt = Number.NEGATIVE_INFINITY;

  /** @param {AbortSignal} signal */
  mount(signal) {
    const code = this.querySelector(".try-steps code");
    if (!code) return;
    this.#script ||= code.textContent ?? "";
    const steps = new StepsView(/** @type {HTMLElement} */ (code), this.#script);
    for (const made of this.querySelectorAll(".try-guess, .try-run, .try-outcome")) made.remove();
    const question = this.querySelector(".try-question");
    const answer = this.querySelector("details.try-answer");
    this.#guess = null;
    if (question) {
      const folded = answer instanceof HTMLDetailsElement ? answer : null;
      this.#guess = new Guess(folded, this.#lesson, this.id, signal);
      question.after(this.#guess.element);
    }
    const go = button("", { class: "button primary try-go" }, () => this.#go(), signal);
    this.#stop.onclick = () => {
      this.#steppedAt = Number.NEGATIVE_INFINITY;
      this.#player.stop();
    };
    this.#toLab.onclick = () => goToLab(this.#toLab);
    this.#toLab.hidden = true;
    (answer ?? this.querySelector(".try-steps"))?.before(
      h("div", { class: "try-run" }, go, this.#stop, this.#mode, this.#change(signal)),
      h("div", { class: "try-outcome" }, this.#status, this.#toLab),
    );
    this.#player = new Player(
      {
        steps: () => steps,
        status: (text) => this.#status.replaceChildren(text),
        state: (state) => this.#become(state),
        failedAt: () => this.querySelector(".try-steps")?.setAttribute("open", ""),
      },
      signal,
    );
    const done = isDone(this.#lesson, this.id);
    this.toggleAttribute("data-done", done);
    if (done) this.#guess?.reveal(false);
    this.#draw();
  }

  get #lesson() {
    const lesson = this.closest("[data-lesson]");
    return lesson instanceof HTMLElement ? (lesson.dataset.lesson ?? "") : "";
  }

  /** @param {AbortSignal} signal */
  #change(signal) {
    const attributes = { class: "try-change", title: "Read the steps, change them, run them" };
    const open = () => {
      const box = document.querySelector("lab-script");
      if (box instanceof LabScript) box.openWith(this.#script);
    };
    return button("Change it", attributes, open, signal);
  }

  #draw() {
    const { running } = this.#player;
    const stepwise = running && this.#mode.value === "stepwise";
    const title = running ? (stepwise ? "Next step" : "Stop") : (this.dataset.title ?? "Run it");
    const sign = running && !stepwise ? "close" : "play";
    const go = /** @type {HTMLElement | null} */ (this.querySelector(".try-go"));
    go?.replaceChildren(icon(sign), title);
    if (!stepwise && document.activeElement === this.#stop) go?.focus({ preventScroll: true });
    this.#stop.hidden = !stepwise;
    this.#mode.disabled = running;
  }

  /** Runs the script, plays its next step, or stops it. */
  #go() {
    const mode = /** @type {import("../steps/playback.js").Mode} */ (this.#mode.value);
    if (!this.#player.running) {
      // The press was meant for a next step that there is not.
      if (performance.now() - this.#steppedAt < DOUBLE_PRESS) return;
      if (mode !== "at-once" || isOneColumn())
        this.querySelector(".try-steps")?.setAttribute("open", "");
      this.#toLab.hidden = false;
      this.#player.play(this.#script, mode);
    } else if (mode === "stepwise") {
      this.#steppedAt = performance.now();
      this.#player.next();
    } else this.#player.stop();
  }

  /** @param {import("../steps/player.js").State} state */
  #become(state) {
    this.dataset.state = state;
    if (state === "done") {
      markDone(this.#lesson, this.id);
      this.setAttribute("data-done", "");
      this.#guess?.reveal(true);
    }
    this.#draw();
  }
}

function modeChoice() {
  const choice = h("select", { class: "try-mode", "aria-label": "How to play it" });
  for (const [value, label] of Object.entries(MODES)) choice.append(h("option", { value }, label));
  return choice;
}

customElements.define("try-it", TryIt);
