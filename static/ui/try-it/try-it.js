// A Try it: the question, a box for the guess, and a button that plays the
// conversation in the lab while each step shows how it goes.

import { guessFor, isDone, keepGuess, markDone } from "../../lab/memory.js";
import { button, h, icon } from "../dom.js";
import { LabScript } from "../lab-script/lab-script.js";
import { Piece } from "../piece.js";
import { Player } from "../steps/player.js";
import { StepsView } from "../steps/steps-view.js";

export class TryIt extends Piece {
  #status = h("p", { class: "try-status", role: "status" });
  /** @type {Player} */
  #player = /** @type {any} */ (null);
  #script = "";

  /** @param {AbortSignal} signal */
  mount(signal) {
    const code = this.querySelector(".try-steps code");
    if (!code) return;
    this.#script ||= code.textContent ?? "";
    const steps = new StepsView(/** @type {HTMLElement} */ (code), this.#script);
    for (const made of this.querySelectorAll(".try-guess, .try-run")) made.remove();
    const question = this.querySelector(".try-question");
    if (question) question.after(this.#guess(signal));
    const go = button("", { class: "button primary try-go" }, () => this.#toggle(), signal);
    this.querySelector(".try-steps")?.before(
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
    this.toggleAttribute("data-done", isDone(this.#lesson, this.id));
    this.#draw();
  }

  get #lesson() {
    const lesson = this.closest("[data-lesson]");
    return lesson instanceof HTMLElement ? (lesson.dataset.lesson ?? "") : "";
  }

  /** @param {AbortSignal} signal */
  #guess(signal) {
    const box = h("textarea", { rows: "1", placeholder: "What do you think?" });
    box.value = guessFor(this.#lesson, this.id);
    const keep = () => keepGuess(this.#lesson, this.id, box.value);
    box.addEventListener("input", keep, { signal });
    return h("label", { class: "try-guess" }, h("span", {}, "Your guess"), box);
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
    }
    this.#draw();
  }
}

customElements.define("try-it", TryIt);
