/**
 * @import { Draft } from "../../lab/draft.js"
 * @import { Files } from "../../transport/builder.js"
 */

import { localStore } from "../../core/storage.js";
import {
  changedFiles,
  damagedKey,
  isOutdated,
  loadDraft,
  parseDraft,
  resetKey,
  saveDraft,
  storageKey,
} from "../../lab/draft.js";

/**
 * Keeps the draft of one lesson or exercise: what the learner has changed, and the
 * lesson's version of these files from which they began.
 */
export class DraftKeeper {
  #key;
  #original;
  /** @type {Files} the lesson's version that the draft was made from */
  #base;
  /** Whether the browser has stored the draft. */
  stored = true;
  /** Whether the lesson's version is another one than the draft was made from. */
  outdated;
  /** @type {Files} the changed files */
  files;
  /** @type {Draft} what the last reset has replaced; no files: there is nothing to undo */
  #beforeReset;

  /**
   * @param {string} key `lesson` or `lesson/exercise`
   * @param {Files} original the lesson's version as it is now
   * @param {(files: Files) => void} onOther called when another tab has stored a draft
   * @param {AbortSignal} signal
   */
  constructor(key, original, onOther, signal) {
    this.#key = key;
    this.#original = original;
    this.#keepDamaged();
    const draft = loadDraft(key);
    this.outdated = isOutdated(draft, original);
    this.#base = { ...original, ...draft.base };
    this.files = Object.fromEntries(
      Object.entries(draft.files).filter(([name]) => name in original),
    );
    this.#beforeReset = loadDraft(resetKey(key));
    addEventListener(
      "storage",
      (event) => {
        if (event.key === storageKey(key)) onOther(parseDraft(event.newValue).files);
      },
      { signal },
    );
  }

  /** Moves a stored text that cannot be used whole to where no draft replaces it. */
  #keepDamaged() {
    const stored = localStore.getItem(storageKey(this.#key));
    const { files, damaged } = parseDraft(stored);
    const isForeign = Object.keys(files).some((name) => !(name in this.#original));
    if (stored === null || !(damaged || isForeign)) return;
    localStore.setItem(storageKey(damagedKey(this.#key)), stored);
    const usable = Object.entries(files).filter(([name]) => name in this.#original);
    saveDraft(this.#key, Object.fromEntries(usable), parseDraft(stored).base);
  }

  /** @returns {string | null} what was stored as a draft and cannot be used whole */
  get damaged() {
    return localStore.getItem(storageKey(damagedKey(this.#key)));
  }

  discardDamaged() {
    localStore.removeItem(storageKey(damagedKey(this.#key)));
  }

  /** @returns {Files} the changed files before the last reset; none: there is nothing to undo */
  get beforeReset() {
    return changedFiles(this.#beforeReset.files, this.#original);
  }

  /**
   * Stores a draft.
   * @param {Files} files all files
   */
  save(files) {
    this.files = changedFiles(files, this.#original);
    this.stored = saveDraft(this.#key, this.files, this.#base);
  }

  /**
   * Keeps what a reset replaces until the next reset. The next draft is one of the
   * lesson's version as it is now.
   * @param {Files} files the changed ones
   */
  keepBeforeReset(files) {
    this.#beforeReset = { files, base: this.#base };
    saveDraft(resetKey(this.#key), files, this.#base);
    this.adoptOriginal();
  }

  /**
   * Swaps the draft and what the last reset has replaced, so that neither is lost.
   * @param {Files} files the changed ones
   * @returns {Files} all files, which are the draft from now on
   */
  swapWithReset(files) {
    const { files: former, base } = this.#beforeReset;
    this.keepBeforeReset(files);
    this.#base = { ...this.#original, ...base };
    this.outdated = isOutdated({ files: former, base }, this.#original);
    return { ...this.#original, ...former };
  }

  /** Makes the draft one of the lesson's version as it is now. */
  adoptOriginal() {
    this.outdated = false;
    this.#base = this.#original;
  }
}
