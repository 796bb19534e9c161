import { ClassLook } from "../class-look/class-look.js";
import { h } from "../dom.js";

const PREFIX = "#look-";

/**
 * The place on the instructor's page where one learner is shown in place of all. The address
 * names the learner, so that Back leads to the class.
 */
export class LookPlace {
  #overview;
  #options;
  /** Id of the learner that is shown, empty for none. */
  #id = "";
  /** Whether this page has made the entry of the history that names the learner. */
  #hasEntry = false;
  element = h("div");

  /**
   * @param {HTMLElement} overview hidden meanwhile
   * @param {object} options
   * @param {string} options.base path of the site
   * @param {(lesson: string, exercise: string) => string} options.titleOf
   * @param {(id: string) => string | undefined} options.nameOf
   * @param {(id: string) => void} options.focus focuses the learner's card
   * @param {AbortSignal} signal
   */
  constructor(overview, options, signal) {
    this.#overview = overview;
    this.#options = options;
    addEventListener("popstate", () => this.#follow(), { signal });
    this.#follow();
  }

  /** @param {string} id */
  open(id) {
    history.pushState(null, "", PREFIX + id);
    this.#hasEntry = true;
    this.#follow();
  }

  #close() {
    if (this.#hasEntry) return history.back();
    history.replaceState(null, "", location.pathname);
    this.#follow();
  }

  /** Shows whom the address names. */
  #follow() {
    const { hash } = location;
    const former = this.#id;
    this.#id = hash.startsWith(PREFIX) ? hash.slice(PREFIX.length) : "";
    if (this.#id === former) return;
    this.#overview.hidden = this.#id !== "";
    if (this.#id) return this.#show(this.#id);
    this.#hasEntry = false;
    this.element.replaceChildren();
    this.#options.focus(former);
  }

  /** @param {string} id */
  #show(id) {
    const { base, titleOf, nameOf } = this.#options;
    const name = nameOf(id) ?? "";
    const look = new ClassLook({ id, name, base, titleOf, onClose: () => this.#close() });
    this.element.replaceChildren(look);
    look.reveal();
  }
}
