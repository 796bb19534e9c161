/**
 * @import { Change } from "../class-server/class-server.js"
 * @import { Lead } from "../../class/lead.js"
 * @import { Question } from "../../class/poll.js"
 *
 * A lesson, with where a class can be brought in it, and what it can be asked there; the
 * first place is the lesson itself.
 * @typedef {object} LessonPlaces
 * @property {string} title
 * @property {{ title: string, path: string }[]} places
 * @property {Question[]} [questions]
 */

import { PollForm } from "../class-poll/poll-form.js";
import { button, h } from "../dom.js";

const MAX_MESSAGE = 500;
const MAX_WORD = 120;

/** What the instructor sends to all pages, on the instructor's page. */
export class ClassLead {
  #change;
  #signal;
  #bar = h("div", { class: "lead-bar", role: "group", "aria-label": "Lead the class" });
  #panels = h("div", { class: "lead-panels" });
  #holds = h("ul", { class: "lead-holds" });
  #pauseButton;
  element;
  /** @type {Lead} */
  #lead = { type: "lead", version: 0 };

  /**
   * @param {LessonPlaces[]} lessons
   * @param {() => string} lessonOfRoom its path
   * @param {Change} change
   * @param {AbortSignal} signal
   */
  constructor(lessons, lessonOfRoom, change, signal) {
    this.#change = change;
    this.#signal = signal;
    this.#addPanel("Message", this.#createMessageForm());
    this.#addPanel("Everybody here", this.#createPlaceForm(lessons));
    this.#addPanel("Push code", this.#createPushForm());
    const poll = new PollForm(lessons, lessonOfRoom, signal);
    const form = this.#sendOnSubmit(poll.element, "poll", () => ({ path: poll.path }));
    this.#addPanel("Poll", form, () => poll.prepare());
    this.#pauseButton = this.#addPanel("Eyes front", this.#createPauseForm());
    this.element = h("section", { class: "class-lead" }, this.#bar, this.#panels, this.#holds);
  }

  /** @param {Lead} lead */
  take(lead) {
    this.#lead = lead;
    this.#draw();
  }

  #draw() {
    const { message, pause, place, pushed } = this.#lead;
    this.#pauseButton.toggleAttribute("data-on", Boolean(pause));
    this.#holds.replaceChildren(
      ...(pause
        ? [this.#holding("Eyes front", pause.word || "without a word", "End the pause", "pause")]
        : []),
      ...(place ? [this.#holding("Everybody here", place.title, "Take back", "place")] : []),
      ...(pushed ? [this.#holding("Pushed code", pushed.title, "Take back", "code")] : []),
      ...(message ? [this.#holding("Message", message.text, "Take back", "message")] : []),
    );
  }

  /**
   * @param {string} what
   * @param {string} text
   * @param {string} label of the button that takes it back
   * @param {string} path
   */
  #holding(what, text, label, path) {
    const attributes = { class: path === "pause" ? "button primary" : "button small" };
    const end = () => void this.#change("DELETE", path);
    return h(
      "li",
      {},
      h("p", { class: "lead-text", title: text }, h("strong", {}, `${what}: `), text),
      button(label, attributes, end, this.#signal),
    );
  }

  /**
   * Adds a form that a button of the bar opens; one is open at a time.
   * @param {string} name
   * @param {HTMLFormElement} form
   * @param {() => void} prepare is called before it opens
   */
  #addPanel(name, form, prepare = () => {}) {
    form.hidden = true;
    form.id = `lead-${this.#bar.children.length}`;
    const attributes = {
      class: "button toggle",
      "aria-expanded": "false",
      "aria-controls": form.id,
    };
    const toggle = () => {
      if (form.hidden) prepare();
      this.#open(form.hidden ? form : null);
    };
    const opener = button(name, attributes, toggle, this.#signal);
    this.#bar.append(opener);
    this.#panels.append(form);
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      this.#open(null);
      opener.focus();
    };
    form.addEventListener("keydown", onKey, { signal: this.#signal });
    return opener;
  }

  /** @param {HTMLFormElement | null} form null closes the one that is open */
  #open(form) {
    for (const opener of this.#bar.querySelectorAll("button"))
      opener.setAttribute(
        "aria-expanded",
        String(opener.getAttribute("aria-controls") === form?.id),
      );
    for (const one of this.#panels.querySelectorAll("form")) one.hidden = one !== form;
    const first = form?.querySelector("textarea, input, select");
    if (first instanceof HTMLElement) first.focus();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string} path
   * @param {() => object} bodyOf
   */
  #sendOnSubmit(form, path, bodyOf) {
    const onSubmit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (!(await this.#change("PUT", path, bodyOf()))) return;
      form.reset();
      if (!form.hidden) this.#open(null); // another may be open by now
    };
    form.addEventListener("submit", onSubmit, { signal: this.#signal });
    return form;
  }

  #createMessageForm() {
    const text = h("textarea", { rows: 2, maxlength: MAX_MESSAGE, required: true });
    const form = h(
      "form",
      { class: "lead-form" },
      h("label", {}, h("span", {}, "Message to all pages"), text),
      h("button", { class: "button primary" }, "Send"),
    );
    return this.#sendOnSubmit(form, "message", () => ({ text: text.value }));
  }

  /** @param {LessonPlaces[]} lessons */
  #createPlaceForm(lessons) {
    const place = h("select", { required: true });
    for (const { title, places } of lessons) {
      const options = places.map((one) => h("option", { value: one.path }, one.title));
      place.append(h("optgroup", { label: title }, ...options));
    }
    const form = h(
      "form",
      { class: "lead-form" },
      h("label", {}, h("span", {}, "Where all come to"), place),
      h("button", { class: "button primary" }, "Bring everybody"),
      h(
        "p",
        { class: "lead-facts" },
        "Pages go there after 8 seconds, unless their learner chooses to stay. Nobody’s code is lost.",
      ),
    );
    return this.#sendOnSubmit(form, "place", () => ({ path: place.value }));
  }

  #createPushForm() {
    const link = h("input", { type: "url", required: true, autocomplete: "off" });
    const form = h(
      "form",
      { class: "lead-form" },
      h("label", {}, h("span", {}, "Link with the code"), link),
      h("button", { class: "button primary" }, "Push to all pages"),
      h(
        "p",
        { class: "lead-facts" },
        "Change the code of a lesson or an exercise in this browser, choose Share there, and paste the link. Pages offer it as your version; no draft is replaced before its learner says so.",
      ),
    );
    return this.#sendOnSubmit(form, "code", () => codeOf(link.value));
  }

  #createPauseForm() {
    const word = h("input", { maxlength: MAX_WORD, placeholder: "Look at the projector, please" });
    const form = h(
      "form",
      { class: "lead-form" },
      h("label", {}, h("span", {}, "A word that all pages show, if you like"), word),
      h("button", { class: "button primary" }, "Pause all pages"),
      h(
        "p",
        { class: "lead-facts" },
        "Buttons and fields do nothing until you end the pause; everything can be read. It ends by itself a minute after this page has gone.",
      ),
    );
    return this.#sendOnSubmit(form, "pause", () => ({ word: word.value }));
  }
}

/**
 * @param {string} link with code, as Share makes it
 * @returns {{ path: string, code: string }} the lesson or the exercise, and the fragment
 */
function codeOf(link) {
  const url = new URL(link);
  const base = document.documentElement.dataset.base ?? "/";
  const lesson = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : "";
  const exercise = url.searchParams.get("exercise");
  const path = exercise ? `${lesson}?view=code&exercise=${exercise}` : lesson;
  return { path, code: url.hash };
}
