/**
 * @import { CheckResult, Source } from "../../transport/checks.js"
 * @import { Mode } from "../script-run/playback.js"
 */

import { button, h } from "../dom.js";
import { onSourceLink, sourceLink, sourceLocation } from "../source/source-link.js";
import { CheckSteps } from "./check-steps.js";

const OUTCOMES = {
  passed: "",
  failed: "",
  crashed: "The server crashed.",
  hung: "The server hangs.",
  broken: "This is a fault of the exercise, not of your code.",
};

/**
 * @typedef {object} ReportOptions
 * @property {(source: Source) => boolean} show leads to a line of what was checked
 * @property {((report: CheckReport, mode: Mode) => void) | null} replay null: there is no lab
 *   to replay it in
 * @property {() => void} next plays the step that waits
 * @property {() => void} stop ends the replay
 */

/** What came of one check: its steps, the likely cause, and what replays it in the lab. */
export class CheckReport {
  /** Replays the check at once. */
  replay;
  #stepwise;
  #next;
  #stop;
  #status = h("p", { class: "check-replay-status", role: "status" });
  steps;
  element;

  /**
   * @param {CheckResult} result
   * @param {ReportOptions} options
   * @param {AbortSignal} signal
   */
  constructor(result, { show, replay, next, stop }, signal) {
    this.steps = new CheckSteps(result.steps ?? []);
    const small = { class: "button small" };
    this.replay = button("Replay in the lab", small, () => replay?.(this, "at-once"), signal);
    this.#stepwise = button("Step by step", small, () => replay?.(this, "stepwise"), signal);
    this.#next = button("Next step", { ...small, hidden: true }, next, signal);
    this.#stop = button("Stop", { ...small, hidden: true }, stop, signal);
    this.element = h(
      "section",
      { class: `check-report is-${result.outcome}`, "aria-label": result.name },
      OUTCOMES[result.outcome]
        ? h("p", { class: "check-outcome" }, OUTCOMES[result.outcome])
        : null,
      this.steps.element,
      cause(result),
      this.#actions(replay !== null, signal),
    );
    onSourceLink(this.element, (file, line) => show({ file, line }), signal);
  }

  /**
   * @param {boolean} canReplay
   * @param {AbortSignal} signal
   */
  #actions(canReplay, signal) {
    const line = h("div", { class: "check-actions" });
    if (this.steps.eventCount > 0) line.append(eventsToggle(this.steps.element, signal));
    const player = [this.replay, this.#stepwise, this.#next, this.#stop];
    if (!canReplay) return line;
    if (this.steps.script) line.append(...player);
    else this.showStatus("The lab has no client for these steps: it cannot replay them.");
    line.append(this.#status);
    return line;
  }

  /** @param {string} text about the replay */
  showStatus(text) {
    this.#status.textContent = text;
  }

  /** Scrolls to the step that has failed, with what follows it as far as there is room. */
  reveal() {
    for (const part of [".check-actions", ".check-step.is-failed"])
      this.element.querySelector(part)?.scrollIntoView({ block: "nearest" });
  }

  /**
   * Shows whether the check is being replayed.
   * @param {Mode | null} mode null: it is not
   */
  showReplay(mode) {
    const isPlaying = mode !== null;
    const hadFocus = this.element.contains(document.activeElement);
    this.replay.hidden = isPlaying;
    this.#stepwise.hidden = isPlaying;
    this.#next.hidden = mode !== "stepwise";
    this.#stop.hidden = !isPlaying;
    if (!hadFocus) return;
    const target = mode === "stepwise" ? this.#next : isPlaying ? this.#stop : this.replay;
    target.focus({ preventScroll: true });
  }
}

/**
 * @param {HTMLElement} steps
 * @param {AbortSignal} signal
 */
function eventsToggle(steps, signal) {
  const toggle = button(
    "What the server did",
    { class: "button small", "aria-pressed": "false" },
    () => {
      const shown = steps.classList.toggle("has-events");
      toggle.setAttribute("aria-pressed", String(shown));
    },
    signal,
  );
  return toggle;
}

/** @param {CheckResult} result */
function cause({ outcome, cause, source }) {
  if (!cause) return null;
  const label = outcome === "failed" || outcome === "hung" ? "Likely cause: " : "";
  return h(
    "p",
    { class: "check-cause" },
    label ? h("strong", {}, label) : null,
    ...withLink(cause, source),
  );
}

/**
 * @param {string} text
 * @param {Source} [source]
 * @returns {(Node | string)[]} the text, in which the line is a link
 */
function withLink(text, source) {
  const link = source && sourceLink({ source });
  if (!link) return withCode(text);
  const place = sourceLocation({ source });
  const at = text.indexOf(place);
  if (at < 0) return [...withCode(text), " ", link];
  return [...withCode(text.slice(0, at)), link, ...withCode(text.slice(at + place.length))];
}

/**
 * @param {string} text
 * @returns {(Node | string)[]} the text, in which what is between backticks is code
 */
function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));
}
