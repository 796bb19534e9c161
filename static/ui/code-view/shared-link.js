/**
 * @import { Files } from "../../transport/builder.js"
 * @import { CodeNotice } from "./code-notice.js"
 */

import { isPushed } from "../../class/lead.js";
import {
  decodeSharedCode,
  encodeSharedCode,
  isSharedCode,
  SharedCodeError,
  versionOf,
} from "../../lab/shared-code.js";

/**
 * @typedef {object} SharedLinkOptions
 * @property {string} lesson
 * @property {string} exercise whose code it is; empty for the lesson's own
 * @property {Files} original the version that the learner begins from
 * @property {CodeNotice} notice
 * @property {() => boolean} hasDraft
 * @property {(files: Files) => void} show shows all files without keeping them
 * @property {() => void} take makes what is shown the learner's draft
 * @property {() => void} leave shows the learner's own draft again
 */

/** Links with code: makes them, and shows what comes of one before it is kept or run. */
export class SharedLink {
  #options;
  /** Whether the code of a link is shown, which is not kept. */
  isShown = false;

  /** @param {SharedLinkOptions} options */
  constructor(options) {
    this.#options = options;
  }

  get #begunFrom() {
    return this.#options.exercise ? "exercise" : "lesson";
  }

  /**
   * @param {Files} changed
   * @returns {Promise<string>} the address of the page with the code in its fragment
   */
  async linkTo(changed) {
    const { lesson, exercise, original } = this.#options;
    const url = new URL(location.href);
    const version = versionOf(original);
    const of = exercise ? { lesson, exercise } : { lesson };
    url.hash = await encodeSharedCode({ ...of, version, files: changed });
    return url.href;
  }

  /**
   * Shows the code of the page's fragment. A link that cannot be read says why.
   * @param {string} hash
   */
  async open(hash) {
    const { notice } = this.#options;
    try {
      this.#show(await decodeSharedCode(hash));
    } catch (error) {
      if (!(error instanceof SharedCodeError)) throw error;
      notice.show({ text: error.message, choices: [["Close", clearFragment]] });
    }
  }

  /** Shows the learner's own draft again, in place of a link's code. */
  leave() {
    if (!this.isShown) return;
    this.isShown = false;
    this.#options.notice.close();
    this.#options.leave();
  }

  #take() {
    this.isShown = false;
    this.#options.take();
  }

  /** @param {import("../../lab/shared-code.js").SharedCode} code */
  #show({ lesson, version, files }) {
    const { original, notice, hasDraft, show } = this.#options;
    if (lesson !== this.#options.lesson) {
      const open = () => location.assign(addressOf(lesson));
      const text = `This code belongs to another lesson: ${lesson}.`;
      notice.show({
        text,
        choices: [
          [`Open ${lesson}`, open],
          ["Close", clearFragment],
        ],
      });
      return;
    }
    const foreign = Object.keys(files).filter((name) => !(name in original));
    if (foreign.length > 0) {
      const text = `This link is not opened: it has files that the ${this.#begunFrom} lacks (${foreign.join(", ")}).`;
      notice.show({ text, choices: [["Close", clearFragment]] });
      return;
    }
    const whose = isPushed(location.hash) ? "your instructor" : "a link";
    this.isShown = true;
    show({ ...original, ...files });
    const isOther = version !== versionOf(original);
    const other = isOther ? ` It was made from another version of the ${this.#begunFrom}.` : "";
    const back = this.#options.exercise ? "Back to the starter" : "Back to the lesson's";
    notice.show({
      text: `Code from ${whose}: read it before you run it.${other}`,
      choices: [
        [
          hasDraft() ? "Replace my draft with it" : "Take it as my draft",
          () => end(() => this.#take()),
        ],
        [hasDraft() ? "Keep mine" : back, () => end(() => this.leave())],
      ],
    });
  }
}

/** @param {() => void} act */
function end(act) {
  clearFragment();
  act();
}

function clearFragment() {
  if (!isSharedCode(location.hash)) return;
  history.replaceState(history.state, "", location.pathname + location.search);
}

/**
 * @param {string} lesson
 * @returns {string} the address of this page's code in another lesson
 */
function addressOf(lesson) {
  const path = location.pathname.replace(/[^/]+(\/?)$/, `${lesson}$1`);
  return path + location.search + location.hash;
}
