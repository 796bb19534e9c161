/**
 * @import { LessonPlaces } from "../class-lead/class-lead.js"
 * @import { Question } from "../../class/poll.js"
 */

import { roomFirst } from "../../class/poll.js";
import { h } from "../dom.js";

/** Where the instructor chooses the question of a poll. */
export class PollForm {
  #lessons;
  #lessonOfRoom;
  #select = h("select", { required: true });
  #preview = h("div", { class: "poll-preview", "aria-live": "polite" });
  element = h(
    "form",
    { class: "lead-form" },
    h("label", {}, h("span", {}, "Question to all pages"), this.#select),
    h("button", { class: "button primary" }, "Ask"),
    this.#preview,
    h(
      "p",
      { class: "lead-facts" },
      "Each learner answers once, and may change it until you close the poll. Nobody sees who has answered what.",
    ),
  );

  /**
   * @param {LessonPlaces[]} lessons
   * @param {() => string} lessonOfRoom its path
   * @param {AbortSignal} signal
   */
  constructor(lessons, lessonOfRoom, signal) {
    this.#lessons = lessons.filter(({ questions }) => questions?.length);
    this.#lessonOfRoom = lessonOfRoom;
    this.#select.addEventListener("change", () => this.#drawPreview(), { signal });
  }

  get path() {
    return this.#select.value;
  }

  /** Offers the questions, those of the lesson that the room is at first. */
  prepare() {
    const groups = roomFirst(this.#lessons, this.#lessonOfRoom()).map(({ title, questions = [] }) =>
      h(
        "optgroup",
        { label: title },
        ...questions.map(({ path, question }) => h("option", { value: path }, question)),
      ),
    );
    this.#select.replaceChildren(...groups);
    this.#select.selectedIndex = 0;
    this.#drawPreview();
  }

  #drawPreview() {
    const all = this.#lessons.flatMap(({ questions = [] }) => questions);
    const chosen = all.find(({ path }) => path === this.path);
    if (!chosen) return;
    const { question, choices } = chosen;
    this.#preview.replaceChildren(
      h("p", { class: "poll-question" }, question),
      choices
        ? h("ul", {}, ...choices.map((choice) => h("li", {}, choice)))
        : h("p", { class: "poll-turnout" }, "Learners answer in their own words."),
    );
  }
}
