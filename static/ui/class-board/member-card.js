import { button, h } from "../dom.js";

/**
 * @import { Member } from "../../class/board-model.js"
 *
 * @typedef {object} CardActions
 * @property {(member: Member) => void} look
 * @property {(member: Member) => void} lowerHand
 * @property {(member: Member) => void} rename
 * @property {(member: Member) => void} handBack another browser becomes the member
 * @property {(member: Member) => void} remove
 */

export const STANDING_LABELS = {
  hand: "hand raised",
  stuck: "stuck",
  working: "working",
  idle: "idle",
  done: "done",
  gone: "gone",
};

const ACTIVITY_LABELS = {
  reading: "reads",
  editing: "edits",
  building: "builds",
  failed: "a check failed",
  done: "solved",
};

/** One member on the instructor's page. */
export class MemberCard {
  /** @type {Member} */
  #member;
  #name;
  #standing = h("span", { class: "member-card-standing" });
  #place = h("p", { class: "member-card-place" });
  #failure = h("p", { class: "member-card-failure" });
  #facts = h("p", { class: "member-card-facts" });
  #lower;
  element;

  /**
   * @param {Member} member
   * @param {CardActions} actions
   * @param {AbortSignal} signal
   */
  constructor(member, actions, signal) {
    this.#member = member;
    const open = { class: "member-card-open", title: "Look at their code and timeline" };
    this.#name = button("", open, () => actions.look(this.#member), signal);
    const small = { class: "button small" };
    const lower = () => actions.lowerHand(this.#member);
    this.#lower = button("Lower hand", small, lower, signal);
    const remove = button("Remove", small, () => actions.remove(this.#member), signal);
    const rename = button("Rename", small, () => actions.rename(this.#member), signal);
    const hint = "They have another browser now: shows a one-time code";
    const back = button(
      "Hand back",
      { ...small, title: hint },
      () => actions.handBack(this.#member),
      signal,
    );
    const tools = h("p", { class: "member-card-tools" }, this.#lower, rename, back, remove);
    const title = h("h3", { class: "member-card-name" }, this.#name);
    const head = h("div", { class: "member-card-head" }, title, this.#standing);
    const parts = [head, this.#place, this.#failure, this.#facts, tools];
    this.element = h("li", { class: "member-card" }, ...parts);
  }

  focus() {
    this.#name.focus();
  }

  /**
   * @param {Member} member
   * @param {(lesson: string, exercise: string) => string} titleOf
   * @param {number} now in ms
   */
  draw(member, titleOf, now) {
    this.#member = member;
    const { name, standing, lesson = "", exercise = "", activity, failure, times = 0 } = member;
    this.element.dataset.standing = standing;
    setText(this.#name, name);
    this.#name.title = `Look at ${name}’s code and timeline`;
    setText(this.#standing, STANDING_LABELS[standing]);
    const what = activity ? `, ${ACTIVITY_LABELS[activity]}` : "";
    setText(this.#place, `${titleOf(lesson, exercise)}${what}`);
    setText(this.#failure, failure ? `${failure}${times > 1 ? `, ${times} times` : ""}` : "");
    this.#failure.hidden = !failure;
    setText(this.#facts, facts(member, now));
    this.#lower.hidden = standing !== "hand";
  }
}

/**
 * @param {Member} member
 * @param {number} now in ms
 */
function facts({ solved, solvedAt, progress, hand, standing, visible }, now) {
  const parts = [
    solvedAt ? `${solved} solved, last ${age(solvedAt, now)} ago` : `${solved} solved`,
  ];
  if (standing === "hand" && hand) parts.push(`waits ${age(hand, now)}`);
  else if (progress) parts.push(`progress ${age(progress, now)} ago`);
  if (!visible) parts.push("not to be looked at");
  return parts.join(" · ");
}

/**
 * @param {string} time RFC 3339
 * @param {number} now in ms
 */
function age(time, now) {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return "under a minute";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * @param {Element} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
