/** @import { Poll } from "../../class/poll.js" */

import { MAX_ANSWER, turnoutOf } from "../../class/poll.js";
import { loadGuess, saveGuess } from "../../lab/progress.js";
import { announce } from "../announce.js";
import { PollBars } from "../class-poll/poll-bars.js";
import { button, h, icon } from "../dom.js";
import { endWhenRead } from "./when-read.js";

/**
 * What a learner's page shows of a poll: the question until it is answered, the answer until
 * the poll is closed, and then the result.
 */
export class PollNotice {
  #signal;
  #onEnd;
  #onDraw;
  #life = new AbortController();
  #drawing = new AbortController(); // aborted once something else is drawn
  /** @type {Poll} */
  #poll;
  #drawn = "";
  #isChanging = false;
  #isLater = false;
  #isRefused = false; // the latest answer came after the poll was closed
  #status = h("p", { class: "class-notice-status", role: "status" });
  #bars = new PollBars();
  element = h("div", { class: "class-notice class-poll-notice" });

  /**
   * @param {Poll} poll
   * @param {() => void} onEnd called when the learner has closed or read the result
   * @param {() => void} onDraw called when it shows something else, or is hidden
   * @param {AbortSignal} signal
   */
  constructor(poll, onEnd, onDraw, signal) {
    this.#poll = poll;
    this.#onEnd = onEnd;
    this.#onDraw = onDraw;
    this.#signal = AbortSignal.any([signal, this.#life.signal]);
    if (!poll.closed && !poll.answer) announce(`Your instructor asks: ${poll.question}`);
    this.take(poll);
  }

  get version() {
    return this.#poll.version;
  }

  end() {
    this.#life.abort();
    this.element.remove();
  }

  /** @param {Poll} poll of the same version */
  take(poll) {
    if (poll.closed && !this.#poll.closed) {
      this.#isLater = false;
      announce("The poll is closed. Its result is shown.");
    }
    this.#poll = poll;
    this.#draw();
  }

  #draw() {
    const { answer = "", closed, result } = this.#poll;
    const form = this.#isChanging || !answer;
    const state = closed ? "closed" : form ? "asked" : `answered ${answer}`;
    this.element.hidden = this.#isLater;
    if (closed && result) this.#bars.draw(result, answer);
    if (state === this.#drawn) {
      this.#onDraw();
      return; // what the learner types stays
    }
    this.#drawing.abort();
    this.#drawing = new AbortController();
    const hadFocus = this.element.contains(document.activeElement);
    this.#drawn = state;
    this.#status.textContent = "";
    if (closed) this.#drawResult();
    else if (form) this.#drawForm();
    else this.#drawAnswer(answer);
    if (hadFocus) this.#focus("button, a");
    this.#onDraw();
  }

  /** @param {() => void} end */
  #endWhenRead(end) {
    endWhenRead(this.element, end, AbortSignal.any([this.#signal, this.#drawing.signal]));
  }

  /** @param {string} selector */
  #focus(selector) {
    const element = this.element.querySelector(selector);
    if (element instanceof HTMLElement) element.focus();
  }

  /** @param {string} from */
  #head(from) {
    return [
      h("p", { class: "class-notice-from" }, from),
      h("p", { class: "class-notice-text", id: "poll-question" }, this.#poll.question),
    ];
  }

  #drawForm() {
    const { choices, path } = this.#poll;
    const [lesson = "", id = ""] = path.replace(/^lessons\//, "").split("#");
    const kept = loadGuess(lesson, id);
    const guess = this.#poll.answer || kept;
    const field = choices ? createChoices(choices, guess) : createBox(guess);
    const later = () => {
      this.#isLater = true; // the next page asks again
      this.#draw();
    };
    const form = h(
      "form",
      { class: "class-poll-form" },
      field,
      h(
        "p",
        { class: "class-notice-choices" },
        h("button", { class: "button primary" }, "Send my answer"),
        button("Later", { class: "button" }, later, this.#signal),
      ),
    );
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const text = String(new FormData(form).get("answer") ?? "").trim();
      void this.#send(text, () => {
        // A longer guess of the learner's own stays.
        if (choices || !kept || kept === this.#poll.answer) saveGuess(lesson, id, text);
      });
    };
    form.addEventListener("submit", submit, { signal: this.#signal });
    this.element.replaceChildren(...this.#head("Your instructor asks"), form, this.#status);
  }

  /**
   * @param {string} text
   * @param {() => void} onTaken
   */
  async #send(text, onTaken) {
    try {
      const base = document.documentElement.dataset.base ?? "/";
      const body = JSON.stringify({ version: this.#poll.version, text });
      const answer = await fetch(`${base}api/member/answer`, {
        method: "PUT",
        body,
        signal: this.#signal,
      });
      this.#isRefused = answer.status === 409;
      if (!answer.ok) {
        const { detail } = await answer.json();
        this.#status.textContent = detail;
        if (this.#poll.closed) this.#drawResult();
        return;
      }
      onTaken();
      this.#isChanging = false;
      this.take({ ...this.#poll, answer: text });
      this.#status.textContent = "Your answer is in.";
    } catch {
      if (!this.#signal.aborted)
        this.#status.textContent = "The host cannot be reached. Nothing was sent: try again.";
    }
  }

  /** @param {string} answer */
  #drawAnswer(answer) {
    const { choices } = this.#poll;
    const change = () => {
      this.#isChanging = true;
      this.#draw();
      this.#focus(choices ? "input:checked" : "input");
    };
    const hide = () => {
      this.#isLater = true;
      this.#draw();
    };
    this.element.replaceChildren(
      ...this.#head("You have answered"),
      h("p", { class: "class-poll-own" }, answer),
      h(
        "p",
        { class: "class-notice-choices" },
        button("Change my answer", { class: "button" }, change, this.#signal),
        button("Hide", { class: "button" }, hide, this.#signal),
      ),
      this.#status,
    );
    this.#endWhenRead(hide);
  }

  #drawResult() {
    const { path, result } = this.#poll;
    const late = "Your answer came after the poll was closed: it is not counted. ";
    const href = (document.documentElement.dataset.base ?? "/") + path;
    const run = h("a", { class: "button primary", href }, "Run it");
    // The link must still be in the page when the click reaches those who listen for it.
    run.addEventListener("click", () => setTimeout(this.#onEnd), { signal: this.#signal });
    const attributes = { class: "icon-button", "aria-label": "Close the result" };
    const closer = button("", attributes, this.#onEnd, this.#signal);
    closer.append(icon("close"));
    const [from, question] = this.#head("What the class says");
    this.element.replaceChildren(
      from ?? "",
      closer,
      question ?? "",
      this.#bars.element,
      h(
        "p",
        { class: "class-notice-status" },
        this.#isRefused ? late : "",
        result ? turnoutOf(result) : "",
      ),
      h("p", { class: "class-notice-choices" }, run),
    );
    this.#endWhenRead(this.#onEnd);
  }
}

/**
 * @param {string[]} choices
 * @param {string} guess
 */
function createChoices(choices, guess) {
  const attributes = {
    class: "try-choices",
    role: "radiogroup",
    "aria-labelledby": "poll-question",
  };
  const options = choices.map((value) => {
    const radio = {
      type: "radio",
      name: "answer",
      value,
      required: true,
      checked: value === guess,
    };
    const item = h("label", {}, h("input", radio), value);
    return h("li", { role: "presentation" }, item);
  });
  return h("ul", attributes, ...options);
}

/** @param {string} guess */
function createBox(guess) {
  const attributes = { name: "answer", maxlength: MAX_ANSWER, required: true, autocomplete: "off" };
  const box = h("input", { ...attributes, "aria-labelledby": "poll-question" });
  box.value = guess.slice(0, MAX_ANSWER);
  return box;
}
