/**
 * @import { LabSession } from "../../lab/session.js"
 * @import { SourceLines, VersionSource } from "../source/run-source.js"
 * @import { LessonViews } from "../view-switch/lesson-views.js"
 */

import { SourceView } from "../source/source-view.js";

/**
 * The source of the naive version that runs: its own files where the lesson shows
 * them, and the lesson's for what it has not changed.
 * @implements {VersionSource}
 */
export class NaiveSource {
  #session;
  #views;
  #signal;
  /** @type {Map<string, SourceView>} by the version's slug */
  #sources = new Map();

  /**
   * @param {LabSession} session
   * @param {LessonViews} views
   * @param {AbortSignal} signal
   */
  constructor(session, views, signal) {
    this.#session = session;
    this.#views = views;
    this.#signal = signal;
  }

  /**
   * @param {string} program slug of the version
   * @param {Element} article
   * @param {string} figures selects the code that shows the version's source
   */
  add(program, article, figures) {
    this.#sources.set(program, new SourceView(article, this.#views, this.#signal, figures));
  }

  get #current() {
    return this.#sources.get(this.#session.version?.program ?? "");
  }

  /** @type {SourceLines["flash"]} */
  flash(file, line) {
    this.#current?.flash(file, line);
  }

  /** @type {SourceLines["light"]} */
  light(source) {
    if (source) this.#current?.light(source);
    else for (const view of this.#sources.values()) view.light(undefined);
  }

  /** @type {SourceLines["showWaits"]} */
  showWaits(waits) {
    const current = this.#current;
    for (const view of this.#sources.values()) view.showWaits(view === current ? waits : new Map());
  }

  /** @type {SourceLines["show"]} */
  show(file, line) {
    return this.#current?.show(file, line) ?? false;
  }

  /** It stands in the lesson's text: there is nothing to close. */
  close() {}
}
