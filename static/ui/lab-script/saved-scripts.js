import {
  loadEarlierScripts,
  loadScript,
  saveEarlierScripts,
  saveScript,
} from "../../lab/progress.js";

const MAX_EARLIER = 10; // scripts

/** The scripts that a learner has written for one lesson, as the browser stores them. */
export class SavedScripts {
  #lesson;
  /** @type {string[]} the newest last */
  #earlier;

  /** @param {string} lesson */
  constructor(lesson) {
    this.#lesson = lesson;
    this.#earlier = loadEarlierScripts(lesson);
  }

  /** The learner's script, null where there is none yet. */
  get own() {
    return loadScript(this.#lesson);
  }

  get hasEarlier() {
    return this.#earlier.length > 0;
  }

  /** @param {string} script */
  save(script) {
    saveScript(this.#lesson, script);
  }

  /**
   * Adds the learner's script to the earlier ones, because another is about to
   * replace it. It does nothing where the two are equal or it is there already.
   * @param {string} replacement
   */
  archive(replacement) {
    const { own } = this;
    if (own === null || own === replacement || own === this.#earlier.at(-1)) return;
    this.#earlier = [...this.#earlier, own].slice(-MAX_EARLIER);
    saveEarlierScripts(this.#lesson, this.#earlier);
  }

  /**
   * Removes the newest of the earlier scripts.
   * @returns {string} the script, "" where there is none
   */
  takeEarlier() {
    const script = this.#earlier.pop() ?? "";
    saveEarlierScripts(this.#lesson, this.#earlier);
    return script;
  }
}
