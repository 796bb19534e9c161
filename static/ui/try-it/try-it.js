// A Try it: the question, a box for the guess, and a button that plays the
// conversation in the lab while each step shows how it goes.

import { parse } from "../../conversation/parse.js";
import { Failure, run } from "../../conversation/run.js";
import { guessFor, isDone, keepGuess, markDone } from "../../lab/memory.js";
import { announce } from "../announce.js";
import { button, h, icon } from "../dom.js";
import { showLabOnPhone } from "../lab-jump/lab-jump.js";
import { Piece } from "../piece.js";
import { SocketLab } from "../socket-lab/socket-lab.js";
import { stageOf } from "./stage.js";
import { StepsView } from "./steps-view.js";

/** Told to all others when one begins: two at once would share the clients. */
const BEGINS = "socketschool:try";

export class TryIt extends Piece {
  #status = h("p", { class: "try-status", role: "status" });
  /** @type {StepsView} */
  #steps = /** @type {any} */ (null);
  /** @type {AbortController | null} what runs now */
  #running = null;
  #script = "";

  /** @param {AbortSignal} signal */
  mount(signal) {
    const code = this.querySelector(".try-steps code");
    if (!code) return;
    this.#script ||= code.textContent ?? "";
    this.#steps = new StepsView(/** @type {HTMLElement} */ (code), this.#script);
    for (const made of this.querySelectorAll(".try-guess, .try-run")) made.remove();
    const steps = this.querySelector(".try-steps");
    const question = this.querySelector(".try-question");
    if (question) question.after(this.#guess(signal));
    const go = button("", { class: "button primary try-go" }, () => this.#toggle(), signal);
    steps?.before(h("div", { class: "try-run" }, go, this.#status));
    document.addEventListener(BEGINS, () => this.#running?.abort(), { signal });
    signal.addEventListener("abort", () => this.#running?.abort(), { once: true });
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

  #draw() {
    const go = this.querySelector(".try-go");
    const title = this.#running ? "Stop" : (this.dataset.title ?? "Run it");
    go?.replaceChildren(icon(this.#running ? "close" : "play"), title);
  }

  async #toggle() {
    if (this.#running) return this.#running.abort();
    document.dispatchEvent(new CustomEvent(BEGINS));
    const end = new AbortController();
    this.#running = end;
    this.#draw();
    this.dataset.state = "running";
    try {
      this.dataset.state = await this.#play(end.signal);
    } catch (error) {
      const failed = error instanceof Failure;
      this.dataset.state = failed ? "failed" : "stopped";
      this.#tell(failed ? error.message : "Stopped.");
      if (!failed && !end.signal.aborted) throw error;
    } finally {
      this.#running = null;
      this.#draw();
    }
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<"done" | "failed">}
   */
  async #play(signal) {
    const { steps, mistakes } = parse(this.#script);
    this.#steps.clear();
    const [mistake] = mistakes;
    if (mistake) return this.#failed(mistake.line, mistake.message);
    const lab = document.querySelector("socket-lab");
    if (!(lab instanceof SocketLab)) throw new Error("a Try it without a lab");
    showLabOnPhone();
    lab.showFirstClients();
    this.#tell("Starting the server…");
    if (!(await lab.session.ensureListening())) {
      const { problem } = lab.session;
      this.#tell(
        `The server could not be started. ${problem?.title ?? ""} ${problem?.detail ?? ""}`,
      );
      return "failed";
    }
    const stage = stageOf(lab.session);
    await stage.clear(steps, signal);
    const well = await run(steps, stage, {
      signal,
      onProgress: (at) => this.#progress(at, steps.length),
    });
    if (!well) return "failed";
    this.#tell("It went as written: look at the clients and the log.");
    markDone(this.#lesson, this.id);
    this.setAttribute("data-done", "");
    return "done";
  }

  /**
   * @param {import("../../conversation/run.js").Progress} progress
   * @param {number} all
   */
  #progress(progress, all) {
    const { step, state } = progress;
    this.#steps.mark(step.line, state);
    if (progress.state === "failed") this.#failed(step.line, progress.why);
    else if (state === "running")
      this.#status.textContent = `${this.#steps.number(step.line)} of ${all}: ${step.text}`;
  }

  /**
   * @param {number} line
   * @param {string} why
   * @returns {"failed"}
   */
  #failed(line, why) {
    this.#steps.mark(line, "failed");
    const details = this.querySelector("details");
    if (details) details.open = true;
    this.#tell(`Line ${line}: ${why}`);
    return "failed";
  }

  /** @param {string} text */
  #tell(text) {
    this.#status.textContent = text;
    announce(text);
  }
}

customElements.define("try-it", TryIt);
