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
  #keys;

  /**
   * @param {string} key `lesson` or `lesson/exercise`
   * @param {Files} original the lesson's version as it is now
   * @param {(files: Files) => void} onOther called when another tab has stored a draft
   * @param {AbortSignal} signal
   */
  constructor(key, original, onOther, signal) {
    this.#original = original;
    this.#keys = { draft: key, reset: resetKey(key) };
    this.#keepDamaged(this.#keys.draft);
    this.#keepDamaged(this.#keys.reset);
    const draft = loadDraft(key);
    this.outdated = isOutdated(draft, original);
    this.#base = { ...original, ...draft.base };
    this.files = Object.fromEntries(
      Object.entries(draft.files).filter(([name]) => name in original),
    );
    this.#beforeReset = loadDraft(this.#keys.reset);
    addEventListener(
      "storage",
      (event) => {
        if (event.key === storageKey(key)) onOther(parseDraft(event.newValue).files);
      },
      { signal },
    );
  }

  /**
   * Moves a stored text that cannot be used whole to where no draft replaces it.
   * @param {string} key
   */
  #keepDamaged(key) {
    const stored = localStore.getItem(storageKey(key));
    const { files, damaged } = parseDraft(stored);
    const isForeign = Object.keys(files).some((name) => !(name in this.#original));
    if (stored === null || !(damaged || isForeign)) return;
    localStore.setItem(storageKey(damagedKey(key)), stored);
    const usable = Object.entries(files).filter(([name]) => name in this.#original);
    saveDraft(key, Object.fromEntries(usable), parseDraft(stored).base);
  }

  /**
   * @param {"draft" | "reset"} which the draft, or what the last reset has replaced
   * @returns {string | null} what was stored as that and cannot be used whole
   */
  damaged(which) {
    return localStore.getItem(storageKey(damagedKey(this.#keys[which])));
  }

  /** @param {"draft" | "reset"} which */
  discardDamaged(which) {
    localStore.removeItem(storageKey(damagedKey(this.#keys[which])));
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
    this.stored = saveDraft(this.#keys.draft, this.files, this.#base);
  }

  /**
   * Keeps what a reset replaces until the next reset. The next draft is one of the
   * lesson's version as it is now.
   * @param {Files} files the changed ones
   */
  keepBeforeReset(files) {
    this.#beforeReset = { files, base: this.#base };
    saveDraft(this.#keys.reset, files, this.#base);
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
