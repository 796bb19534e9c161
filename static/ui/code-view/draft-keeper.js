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
  loadEarlier,
  parseDraft,
  resetKey,
  saveDraft,
  saveEarlier,
  storageKey,
} from "../../lab/draft.js";

/** Of a program of 64 KiB at most; more would fill what a browser stores for a site. */
const MAX_EARLIER = 12;

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
  /** @type {Draft[]} what was replaced before that, the newest first */
  #earlier;
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
    this.#earlier = loadEarlier(key).filter(({ files }) => hasFiles(changedFiles(files, original)));
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

  /** How many drafts are kept beside the one that the last reset has replaced. */
  get earlierCount() {
    return this.#earlier.length;
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
   * Keeps what a reset replaces, and what the resets before it have replaced. The next draft
   * is one of the lesson's version as it is now.
   * @param {Files} files the changed ones
   */
  keepBeforeReset(files) {
    if (hasFiles(this.beforeReset)) this.#earlier.unshift(this.#beforeReset);
    this.#setBeforeReset({ files, base: this.#base });
    this.adoptOriginal();
  }

  /**
   * Swaps the draft and what the last reset has replaced. Where more is kept, the draft takes
   * its place behind all of it: one call after the other shows each, and none is lost.
   * @param {Files} files the changed ones
   * @returns {Files} all files, which are the draft from now on
   */
  swapWithReset(files) {
    const { files: former, base } = this.#beforeReset;
    const replaced = { files, base: this.#base };
    if (hasFiles(files)) this.#earlier.push(replaced);
    this.#setBeforeReset(this.#earlier.shift() ?? { files: {}, base: {} });
    this.#base = { ...this.#original, ...base };
    this.outdated = isOutdated({ files: former, base }, this.#original);
    return { ...this.#original, ...former };
  }

  /** @param {Draft} draft */
  #setBeforeReset(draft) {
    this.#beforeReset = draft;
    const isOther = (/** @type {Draft} */ { files }) => !isSame(files, draft.files);
    this.#earlier = this.#earlier.filter(isOther).slice(0, MAX_EARLIER);
    saveDraft(this.#keys.reset, draft.files, { ...this.#original, ...draft.base });
    saveEarlier(this.#keys.draft, this.#earlier);
  }

  /** Makes the draft one of the lesson's version as it is now. */
  adoptOriginal() {
    this.outdated = false;
    this.#base = this.#original;
  }
}

/** @param {Files} files */
function hasFiles(files) {
  return Object.keys(files).length > 0;
}

/**
 * @param {Files} a
 * @param {Files} b
 */
function isSame(a, b) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
