/**
 * @import { Fault } from "../../conversation/faults.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Mode } from "../script-run/playback.js"
 * @import { State } from "../script-run/script-controller.js"
 * @import { Version } from "../../transport/transport.js"
 */

import { isDone, markDone } from "../../lab/progress.js";
import { button, h, icon, reducedMotion } from "../dom.js";
import { MODES } from "../script-run/playback.js";
import { ScriptController } from "../script-run/script-controller.js";
import { ScriptView } from "../script-run/script-view.js";
import { Guess } from "./guess.js";

const DOUBLE_PRESS = 600; // ms within which two presses count as one

/** What `<try-it>` adds to its content. */
export class TryItView {
  #host;
  #steps;
  #lab;
  #script;
  #faults;
  #failedLine = 0; // of the latest run; 0 where no step has failed
  #controller;
  /** @type {Guess | null} null where the Try it asks nothing */
  #guess;
  #go;
  #stop;
  #mode = h(
    "select",
    { class: "try-mode", "aria-label": "How to play it" },
    ...Object.entries(MODES).map(([value, label]) => h("option", { value }, label)),
  );
  #status = h("p", { class: "try-status", role: "status" });
  #version = h("p", { class: "try-version", hidden: true });
  #toLab;
  /** Time of the latest press for a next step, ms of performance.now. */
  #steppedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.host
   * @param {HTMLElement} parts.steps contains code, and is unfolded by the attribute open
   * @param {HTMLElement} parts.code gets the script as its content
   * @param {string} parts.script
   * @param {Fault[]} parts.faults what naive versions do to the script
   * @param {LessonLab} parts.lab
   * @param {AbortSignal} signal
   */
  constructor({ host, steps, code, script, faults, lab }, signal) {
    this.#host = host;
    this.#steps = steps;
    this.#lab = lab;
    this.#script = script;
    this.#faults = faults;
    const view = new ScriptView(code, script);
    this.#controller = new ScriptController(
      lab,
      {
        script: () => view,
        showStatus: (text) => this.#status.replaceChildren(text),
        onState: (state) => this.#onState(state),
        onFailure: (line) => {
          this.#failedLine = line;
          this.#unfold();
        },
      },
      signal,
    );
    this.#go = button("", { class: "button primary try-go" }, () => this.#onGo(), signal);
    this.#stop = button("Stop", { class: "button try-stop" }, () => this.#onStop(), signal);
    const link = { class: "try-link" };
    this.#toLab = button(
      "See it in the lab",
      { ...link, hidden: true },
      () => lab.views.goToLab(this.#toLab),
      signal,
    );
    const edit = () => lab.events.emit("edit", this.#script);
    const title = "Read the steps, change them, run them";
    const change = button("Change it", { ...link, title }, edit, signal);
    const made = ".try-guess, .try-run, .try-outcome, .try-version";
    for (const old of host.querySelectorAll(made)) old.remove();
    const answer = host.querySelector("details.try-answer");
    (answer ?? steps).before(
      this.#version,
      h("div", { class: "try-run" }, this.#go, this.#stop, this.#mode, change),
      h("div", { class: "try-outcome" }, this.#status, this.#toLab),
    );
    this.#guess = this.#createGuess(answer, signal);
    const done = isDone(lab.lesson, host.id);
    host.toggleAttribute("data-done", done);
    if (done) this.#guess?.reveal(false);
    this.#offer();
    lab.session.events.on("change", () => this.#drawVersion(), signal);
    this.#drawVersion();
    this.#draw();
  }

  /** Offers the Try it beside the naive versions whose fault it shows. */
  #offer() {
    const { tries } = this.#lab;
    const title = this.#host.dataset.title ?? "";
    const play = () => this.#playFromElsewhere();
    for (const { version } of this.#faults)
      tries.set(version, (tries.get(version) ?? new Map()).set(title, play));
  }

  #playFromElsewhere() {
    this.#host.scrollIntoView({ block: "start", behavior: reducedMotion() ? "auto" : "smooth" });
    this.#go.focus({ preventScroll: true });
    if (!this.#controller.running) this.#onGo();
  }

  /**
   * @param {Version | null} ran
   * @returns what is to be seen with a naive version; undefined for nothing special
   */
  #faultOf(ran) {
    const { lesson } = this.#lab.session;
    return this.#faults.find(({ version }) => ran?.program === `${lesson}/${version}`);
  }

  /** Names the naive version that runs, or the next start runs. */
  #drawVersion() {
    const { chosenVersion: version } = this.#lab.session;
    const what = this.#faultOf(version) ? "Watch for its fault." : "Its fault shows elsewhere.";
    const text = version?.kind === "naive" ? `The lab runs a naive version. ${what}` : "";
    this.#version.hidden = text === "";
    if (this.#version.textContent !== text) this.#version.textContent = text;
  }

  /**
   * @param {Element | null} answer
   * @param {AbortSignal} signal
   */
  #createGuess(answer, signal) {
    const question = this.#host.querySelector(".try-question");
    if (!question) return null;
    const details = answer instanceof HTMLDetailsElement ? answer : null;
    const choices = /** @type {HTMLElement | null} */ (question.querySelector(".try-choices"));
    const guess = new Guess(details, choices, this.#lab.lesson, this.#host.id, signal);
    if (guess.element) question.after(guess.element);
    return guess;
  }

  get #stepwise() {
    return this.#mode.value === "stepwise";
  }

  #unfold() {
    this.#steps.setAttribute("open", "");
  }

  /** Runs the script, plays its next step, or stops it. */
  #onGo() {
    const controller = this.#controller;
    if (!controller.running) {
      // The second half of a double press on the last step.
      if (performance.now() - this.#steppedAt < DOUBLE_PRESS) return;
      const mode = /** @type {Mode} */ (this.#mode.value);
      if (mode !== "at-once" || this.#lab.views.oneColumn) this.#unfold();
      this.#toLab.hidden = false;
      controller.play(this.#script, mode);
    } else if (this.#stepwise) {
      this.#steppedAt = performance.now();
      controller.next();
    } else controller.stop();
  }

  #onStop() {
    this.#steppedAt = Number.NEGATIVE_INFINITY;
    this.#controller.stop();
  }

  /** @param {State} state */
  #onState(state) {
    if (state === "running") this.#failedLine = 0;
    const ended = state === "done" || state === "failed";
    const fault = ended ? this.#faultOf(this.#lab.session.version) : undefined;
    const shown = fault?.line === this.#failedLine;
    this.#host.dataset.state = shown ? "fault" : state;
    if (fault && shown) this.#status.textContent = `With the naive version: ${fault.text}`;
    else if (state === "done" && this.#lab.session.version?.kind !== "naive") {
      markDone(this.#lab.lesson, this.#host.id);
      this.#host.setAttribute("data-done", "");
      this.#guess?.reveal(true);
    }
    this.#draw();
  }

  #draw() {
    const { running } = this.#controller;
    const steps = running && this.#stepwise;
    const title = this.#host.dataset.title ?? "Run it";
    const text = steps ? "Next step" : running ? "Stop" : title;
    this.#go.replaceChildren(icon(running && !steps ? "close" : "play"), text);
    // A hidden button cannot keep the focus.
    if (!steps && document.activeElement === this.#stop) this.#go.focus({ preventScroll: true });
    this.#stop.hidden = !steps;
    this.#mode.disabled = running;
  }
}
