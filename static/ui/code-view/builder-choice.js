/**
 * @import { BuildProgress, Builder } from "../../transport/builder.js"
 *
 * The tab's builder, whose compiler the learner has to ask for.
 * @typedef {Builder & { available: boolean, bytes: number, fetched: () => Promise<boolean>,
 *   fetch: (options: { progress?: (done: number, total: number) => void, signal?: AbortSignal })
 *   => Promise<void> }} FetchingBuilder
 */

import { Problem } from "../../transport/transport.js";
import { button, h } from "../dom.js";
import { megabytes } from "./build-output.js";

/**
 * Chooses what builds: the host where it can, or else the tab, once it has the
 * compiler. Where neither can, it says why and what to do. After a failure of the host,
 * such as a lost connection, the tab builds until the page ends.
 */
export class BuilderChoice {
  #host;
  #tab;
  #isHosted;
  #exercise;
  #signal;
  #fetched = false;
  #hostFailed = false;
  /** @type {AbortController | null} of the fetch that goes on */
  #fetching = null;
  #text = h("p", {});
  #bar = h("progress", { class: "code-bar", "aria-label": "Compiler", hidden: true });
  #fetch;
  #cancel;
  element = h("div", { class: "code-offer", hidden: true }, this.#text, this.#bar);

  /**
   * @param {object} options
   * @param {Builder | null} options.host
   * @param {FetchingBuilder | null} options.tab null where the compiler is not offered
   * @param {boolean} options.isHosted whether there is a host, which may not build
   * @param {string | null} [options.exercise] `lesson/exercise`; null: the lesson's own code
   * @param {AbortSignal} signal
   */
  constructor({ host, tab, isHosted, exercise = null }, signal) {
    this.#host = host;
    this.#tab = tab?.available ? tab : null;
    this.#isHosted = isHosted;
    this.#exercise = exercise;
    this.#signal = signal;
    const size = `${Math.round((tab?.bytes ?? 0) / 1e6)} MB`;
    const label = `Fetch the Go compiler, ${size}, once`;
    this.#fetch = button(label, { class: "button small" }, () => this.#onFetch(), signal);
    const onCancel = () => this.#fetching?.abort();
    this.#cancel = button("Cancel", { class: "button small", hidden: true }, onCancel, signal);
    this.element.append(this.#fetch, this.#cancel);
    signal.addEventListener("abort", onCancel, { once: true });
    if (!host) void this.#lookForCompiler();
  }

  /** @returns {Builder | null} null where nothing builds now: the element says why */
  get current() {
    const tab = this.#fetched ? this.#tab : null;
    return this.#hostFailed ? (tab ?? this.#host) : (this.#host ?? tab);
  }

  /** Lets the tab build in place of the host, or offers it, where the page has its compiler. */
  async onHostFailure() {
    if (!this.#host || !this.#tab) return;
    this.#hostFailed = true;
    await this.#lookForCompiler();
  }

  /** What to do where nothing builds now. */
  get advice() {
    if (!this.#tab) return `It is not built. ${this.#elsewhere}`;
    return `Fetch the compiler first, then ${this.#exercise ? "run or check" : "run"} it.`;
  }

  /** What to do where nothing in the page can build. */
  get #elsewhere() {
    const run = "Download the program and start it with “go run .” instead.";
    if (!this.#exercise) return run;
    return `${run} To check it, write the exercise into a folder on your own computer, with “socketschool start ${this.#exercise}”: “socketschool check” there runs the checks.`;
  }

  async #lookForCompiler() {
    this.#fetched = (await this.#tab?.fetched().catch(() => false)) ?? false;
    if (!this.#signal.aborted) this.#draw();
  }

  #draw() {
    this.element.hidden = this.#fetched || (this.#host !== null && !this.#hostFailed);
    this.#fetch.hidden = this.#tab === null;
    const where = this.#where();
    this.#text.textContent = this.#tab
      ? `${where} Your browser can, with the compiler: it stays here, and works offline.`
      : `${where} ${this.#elsewhere}`;
  }

  #where() {
    if (this.#hostFailed) return "The host has not built it.";
    return this.#isHosted ? "This host does not build Go code." : "No host builds Go code here.";
  }

  async #onFetch() {
    if (!this.#tab || this.#fetching) return;
    this.#fetching = new AbortController();
    const { signal } = this.#fetching;
    const hadFocus = this.#fetch === document.activeElement;
    this.#drawFetching(true);
    if (hadFocus) this.#cancel.focus();
    try {
      await this.#tab.fetch({
        signal,
        progress: (done, total) => {
          this.#bar.max = total;
          this.#bar.value = done;
          this.#text.textContent = `Fetching the compiler: ${megabytes(done)} of ${megabytes(total)} MB`;
        },
      });
      this.#fetched = true;
      this.#draw();
    } catch (error) {
      if (signal.aborted) this.#text.textContent = "Cancelled. The parts that have come are kept.";
      else if (error instanceof Problem) this.#text.textContent = `${error.title} ${error.detail}`;
      else throw error;
    } finally {
      this.#fetching = null;
      const isCancelFocused = this.#cancel === document.activeElement;
      this.#drawFetching(false);
      if (isCancelFocused) this.#fetch.focus();
    }
  }

  /** @param {boolean} on */
  #drawFetching(on) {
    this.#bar.hidden = !on;
    this.#cancel.hidden = !on;
    this.#fetch.hidden = on;
  }
}
