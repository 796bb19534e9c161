import { LookSender } from "../../class/look-sender.js";
import { announce } from "../announce.js";
import { button, h, icon } from "../dom.js";
import { menu } from "../menu.js";
import { lookSnapshot } from "./look-snapshot.js";

/**
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { MemberState } from "./class-member.js"
 */

const ALLOWED =
  "Your instructor may look at your code, results and timeline. This page sends them while they look, and only then.";
const DECLINED = "Your instructor cannot look at your code, results and timeline.";
const WATCHED = "Your instructor looks at your code, results and timeline now.";

/**
 * Whether the instructor may look at the learner, and whether they do: a menu in the bar,
 * and what is sent meanwhile.
 */
export class LookShare {
  #base;
  #signal;
  #sender;
  #who = h("p"); // on a phone the bar has no room for the name
  #text = h("p");
  #problem = h("p", { class: "look-share-problem", role: "alert", hidden: true });
  #change;
  #opener;
  #word = h("span", { class: "look-share-word" });
  #isVisible = false;
  #isWatched = false;
  /** The learner has declined, and the host does not know it yet. */
  #isDeclining = false;
  element;

  /**
   * @param {LessonLab | null} lab
   * @param {string} base path of the site
   * @param {AbortSignal} signal
   */
  constructor(lab, base, signal) {
    this.#base = base;
    this.#signal = signal;
    const page = { page: crypto.getRandomValues(new Uint32Array(2)).join("-"), active: 0 };
    const noteActive = () => {
      if (document.visibilityState === "visible") page.active = Date.now();
    };
    noteActive();
    addEventListener("focus", noteActive, { signal });
    document.addEventListener("visibilitychange", noteActive, { signal });
    this.#sender = new LookSender(
      () => lookSnapshot(lab, page),
      (snapshot, end) => this.#put(snapshot, end),
    );
    this.#change = button("", { class: "button small" }, () => void this.#onChange(), signal);
    const { element, opener } = menu(
      "",
      [this.#who, this.#text, this.#problem, this.#change],
      signal,
    );
    element.classList.add("look-share");
    this.element = element;
    this.#opener = opener;
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  /** @param {Pick<MemberState, "name" | "room" | "visible" | "watched" | "closed">} state */
  draw({ name, room, visible, watched, closed }) {
    this.#who.textContent = `You are ${name} in the class ${room}.`;
    if (watched && !this.#isWatched)
      announce("Your instructor looks at your work now. You can decline in the bar.");
    if (!watched && this.#isWatched) announce("Your instructor looks at your work no more.");
    this.#isVisible = visible;
    this.#isWatched = watched && visible;
    this.element.hidden = closed;
    this.#draw();
    if (this.#isWatched && !this.#isDeclining) this.#sender.start();
    else this.#sender.stop();
  }

  /** Sends nothing before the host says again that the instructor looks. */
  stop() {
    this.#sender.stop();
  }

  #draw() {
    const isAllowed = this.#isVisible && !this.#isDeclining;
    const isWatched = isAllowed && this.#isWatched;
    this.element.classList.toggle("is-watched", isWatched);
    this.#text.textContent = isWatched ? WATCHED : isAllowed ? ALLOWED : DECLINED;
    this.#change.textContent = isAllowed ? "Do not let them look" : "Let them look";
    this.#word.textContent = isWatched ? "Instructor looks" : "";
    const label = isWatched
      ? "Your instructor looks at your work"
      : `Your instructor ${isAllowed ? "may" : "cannot"} look at your work`;
    this.#opener.setAttribute("aria-label", label);
    this.#opener.title = label;
    this.#opener.replaceChildren(icon(isAllowed ? "eye" : "eye-shut"), this.#word);
  }

  async #onChange() {
    const visible = !this.#isVisible || this.#isDeclining;
    this.#isDeclining = !visible;
    if (!visible) this.#sender.stop(); // at once, whatever the host answers
    const isDone = await this.#tell(visible);
    if (this.#signal.aborted) return;
    if (isDone) {
      this.#isDeclining = false;
      this.#isVisible = visible;
      announce(visible ? ALLOWED : DECLINED);
    }
    this.#problem.hidden = isDone;
    this.#problem.textContent = visible
      ? "The host could not be told. Try again."
      : "The host could not be told. This page sends nothing more; try again.";
    if (isDone) this.#problem.textContent = "";
    this.#draw();
  }

  /** @param {boolean} visible */
  async #tell(visible) {
    try {
      const body = JSON.stringify({ visible });
      const signal = this.#signal;
      const answer = await fetch(`${this.#base}api/member`, { method: "PATCH", body, signal });
      return answer.ok;
    } catch {
      return false;
    }
  }

  /**
   * @param {string} body
   * @param {AbortSignal} signal
   */
  async #put(body, signal) {
    try {
      const url = `${this.#base}api/member/look`;
      const answer = await fetch(url, { method: "PUT", body, signal });
      return answer.ok;
    } catch {
      return false; // another try follows
    }
  }
}
