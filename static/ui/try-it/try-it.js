// A Try it: the question, a box for the guess, and a button that plays the
// conversation in the lab while each step shows how it goes.

import { isDone, markDone } from "../../lab/memory.js";
import { button, h, icon } from "../dom.js";
import { LabScript } from "../lab-script/lab-script.js";
import { Piece } from "../piece.js";
import { Player } from "../steps/player.js";
import { StepsView } from "../steps/steps-view.js";
import { Guess } from "./guess.js";

export class TryIt extends Piece {
  #status = h("p", { class: "try-status", role: "status" });
  /** @type {Player} */
  #player = /** @type {any} */ (null);
  /** @type {Guess | null} */
  #guess = null;
  #script = "";

  /** @param {AbortSignal} signal */
  mount(signal) {
    const code = this.querySelector(".try-steps code");
    if (!code) return;
    this.#script ||= code.textContent ?? "";
    const steps = new StepsView(/** @type {HTMLElement} */ (code), this.#script);
    for (const made of this.querySelectorAll(".try-guess, .try-run")) made.remove();
    const question = this.querySelector(".try-question");
    const answer = this.querySelector("details.try-answer");
    this.#guess = null;
    if (question) {
      const told = answer instanceof HTMLDetailsElement ? answer : null;
      this.#guess = new Guess(told, this.#lesson, this.id, signal);
      question.after(this.#guess.element);
    }
    const go = button("", { class: "button primary try-go" }, () => this.#toggle(), signal);
    (answer ?? this.querySelector(".try-steps"))?.before(
      h("div", { class: "try-run" }, go, this.#change(signal), this.#status),
    );
    this.#player = new Player(
      {
        steps: () => steps,
        status: (text) => this.#status.replaceChildren(text),
        state: (state) => this.#become(state),
        failedAt: () => this.querySelector("details")?.setAttribute("open", ""),
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
      if (box instanceof LabScript) box.open(this.#script, this);
    };
    return button("Change it", attributes, open, signal);
  }

  #draw() {
    const { running } = this.#player;
    const title = running ? "Stop" : (this.dataset.title ?? "Run it");
    this.querySelector(".try-go")?.replaceChildren(icon(running ? "close" : "play"), title);
  }

  #toggle() {
    if (this.#player.running) this.#player.stop();
    else this.#player.play(this.#script);
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

customElements.define("try-it", TryIt);
