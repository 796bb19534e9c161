/**
 * @import { CheckEvent, CheckStep } from "../../transport/checks.js"
 * @import { ScriptMarks } from "../script-run/script-controller.js"
 * @import { LineState } from "../script-run/script-view.js"
 */

import { parse } from "../../conversation/parse.js";
import { h } from "../dom.js";
import { sourceLink } from "../source/source-link.js";
import { byteDifference } from "./byte-difference.js";
import { serverWords } from "./server-words.js";

const SIGNS = { passed: "passed: ", failed: "failed: ", running: "not finished: " };
const REPLAYED = {
  next: "next: ",
  running: "running: ",
  done: "played: ",
  failed: "failed: ",
  wrong: "",
};

/**
 * The steps of a check, one a line, with what the server did during each below it. While they are
 * replayed, the lines of their script are marked in them.
 * @implements {ScriptMarks}
 */
export class CheckSteps {
  /** @type {HTMLElement[]} the steps that the script language has */
  #played = [];
  element = h("ol", { class: "check-steps" });
  /**
   * The steps that can be replayed, a line each; empty where the lab has no client that can do
   * what comes before them, such as send before the server accepts it.
   */
  script = "";
  /** How many things the server did. */
  eventCount = 0;

  /** @param {CheckStep[]} steps */
  constructor(steps) {
    for (const step of steps) {
      const { events = [] } = step;
      this.eventCount += events.length;
      const line = stepLine(step);
      if (step.script) {
        this.#played.push(line);
        this.script += `${step.text}\n`;
      }
      this.element.append(
        h("li", { class: `check-step is-${step.state}` }, line, eventList(events)),
      );
    }
    if (parse(this.script).mistakes.length > 0) this.script = "";
  }

  clear() {
    for (const line of this.#played) unmark(line);
  }

  /**
   * @param {number} number of the script's line, from 1
   * @param {LineState} state
   */
  mark(number, state) {
    const line = this.#played[number - 1];
    if (!line) return;
    line.dataset.replay = state;
    line.firstElementChild?.replaceChildren(REPLAYED[state]);
    line.scrollIntoView({ block: "nearest" });
  }

  /** @param {LineState} state */
  unmark(state) {
    for (const line of this.#played) if (line.dataset.replay === state) unmark(line);
  }

  /** @param {number} line */
  number(line) {
    return line;
  }
}

/** @param {CheckStep} step */
function stepLine(step) {
  const line = h(
    "div",
    { class: "check-line" },
    h("span", { class: "visually-hidden" }),
    h("span", { class: "visually-hidden" }, SIGNS[step.state]),
    h("code", {}, step.text),
  );
  if (step.state !== "failed") return line;
  const bytes = byteDifference(step);
  line.append(bytes ?? h("p", { class: "check-why" }, step.why ?? ""));
  return line;
}

/** @param {HTMLElement} line */
function unmark(line) {
  delete line.dataset.replay;
  line.firstElementChild?.replaceChildren();
}

/** @param {CheckEvent[]} events */
function eventList(events) {
  if (events.length === 0) return null;
  const items = events.map((event) =>
    h("li", {}, h("span", {}, serverWords(event)), " ", sourceLink(event)),
  );
  return h(
    "div",
    { class: "check-events" },
    h("p", {}, "Server"),
    h("ul", { "aria-label": "What the server did" }, ...items),
  );
}
