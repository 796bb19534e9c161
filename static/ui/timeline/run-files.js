// Saves runs into files and shows a saved run in place of the live one, with a
// banner above it.

import { EventHistory } from "../../lab/event-history.js";
import { button, h } from "../dom.js";
import { download } from "./download.js";
import { MAX_BYTES, read, write } from "./run-format.js";
import { svgFile } from "./svg-export.js";
import { TimelineModel } from "./timeline-model.js";

/**
 * @import { RunSession } from "../../lab/session.js"
 * @import { LabEvent, LabInfo } from "../../transport/transport.js"
 * @import { RunSource } from "../source/run-source.js"
 * @import { SavedRun } from "./run-format.js"
 *
 * @typedef {{ name: string, run: SavedRun, model: TimelineModel, now: number }} Saved
 *   name: of the file; now: when its last event happened
 */

export class RunFiles {
  banner = h("div", { class: "tl-banner", role: "status", hidden: true });
  /** @type {Saved | null} the run that is shown instead of the live one */
  saved = null;
  #session;
  #source;
  #onRunChange;
  #onBannerChange;

  /**
   * @param {RunSession} session
   * @param {Pick<RunSource, "code" | "showCode">} source
   * @param {object} on
   * @param {() => void} on.onRunChange another run is shown
   * @param {() => void} on.onBannerChange the banner was shown or hidden
   */
  constructor(session, source, { onRunChange, onBannerChange }) {
    this.#session = session;
    this.#source = source;
    this.#onRunChange = onRunChange;
    this.#onBannerChange = onBannerChange;
  }

  /** @returns {LabInfo | null} of the run that is shown */
  get lab() {
    return this.saved?.run.lab ?? this.#session.info;
  }

  /** Whether it shows something: a saved run or an error. */
  get hasContent() {
    return this.saved !== null || !this.banner.hidden;
  }

  /** @param {TimelineModel} live */
  saveRun(live) {
    const { lab } = this;
    if (!lab) return;
    const run = this.saved?.run ?? this.#liveRun(lab, live);
    download(fileName(lab, "jsonl"), "application/x-ndjson", write(run));
  }

  /**
   * @param {LabInfo} lab
   * @param {TimelineModel} live
   */
  #liveRun(lab, { states, events }) {
    const clients = [...states.connections.values()].flatMap(({ peer }) => {
      const client = this.#session.clientByPeer(peer);
      return client ? [{ letter: client.letter, index: client.index, peer }] : [];
    });
    return { savedAt: new Date().toISOString(), lab, ...this.#source.code, clients, events };
  }

  /**
   * @param {SVGSVGElement} heads
   * @param {SVGSVGElement} body
   */
  savePicture(heads, body) {
    const { lab } = this;
    if (!lab) return;
    const paper = getComputedStyle(document.body).backgroundColor;
    const label = this.saved ? this.saved.run.label : this.#source.code.label;
    const title = `Socket School: a run of ${lab.lesson}${label && `, ${label}`}`;
    download(fileName(lab, "svg"), "image/svg+xml", svgFile(heads, body, { title, paper }));
  }

  /** @param {File} file a saved run */
  async load(file) {
    try {
      if (file.size > MAX_BYTES) throw new Error("It is larger than any saved run.");
      const run = read(await file.text());
      const history = new EventHistory();
      const model = new TimelineModel(history);
      const skipped = missing(run.events);
      model.apply(history.add(run.events, skipped).events, skipped);
      const now = Date.parse(run.events.at(-1)?.at ?? "");
      this.saved = { name: file.name, run, model, now };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = [`${file.name} cannot be opened.`, why];
      this.#showBanner("bad", text, [["Close", () => this.#hideBanner()]]);
      return;
    }
    this.#showSavedBanner(this.saved);
    this.#onRunChange();
  }

  /** @param {Saved} saved */
  #showSavedBanner(saved) {
    const { run } = saved;
    /** @type {[string, () => void][]} */
    const actions = [["Back to the lab", () => this.#close()]];
    if (Object.keys(run.files).length > 0)
      actions.unshift(["Its source", () => this.#source.showCode(run)]);
    this.#showBanner("saved", ["A saved run.", this.#describe(saved)], actions);
  }

  #close() {
    this.saved = null;
    this.#hideBanner();
    this.#onRunChange();
  }

  /** @param {Saved} saved */
  #describe({ name, run: { lab, label, files, events, savedAt } }) {
    const saved = new Date(savedAt);
    const when = Number.isNaN(saved.getTime()) ? "" : `, saved ${saved.toLocaleString()}`;
    const known = lab.lesson === this.#session.lesson || Object.keys(files).length > 0;
    const other = known ? "" : " Its lines are not in this lesson.";
    const program = label ? `${lab.lesson} (${label})` : lab.lesson;
    return `${name}: ${program}, ${events.length.toLocaleString("en")} events${when}.${other}`;
  }

  /** Hides the banner. After an error, that of a saved run is shown again. */
  #hideBanner() {
    if (this.saved) return this.#showSavedBanner(this.saved);
    this.banner.hidden = true;
    this.banner.replaceChildren();
    this.#onBannerChange();
  }

  /**
   * @param {"bad" | "saved"} kind
   * @param {string[]} text a title, and more
   * @param {[string, () => void][]} actions the label and the work of each button
   */
  #showBanner(kind, [title = "", text], actions) {
    const { banner } = this;
    banner.dataset.kind = kind;
    banner.hidden = false;
    const { signal } = new AbortController();
    const buttons = actions.map(([label, act]) =>
      button(label, { class: "button small" }, act, signal),
    );
    banner.replaceChildren(h("p", {}, h("strong", {}, title), ` ${text}`), ...buttons);
    this.#onBannerChange();
  }
}

/**
 * @param {LabEvent[]} events in order
 * @returns {number} how many are missing between the first and the last
 */
function missing(events) {
  const [first, last] = [events[0], events.at(-1)];
  return first && last ? last.seq - first.seq + 1 - events.length : 0;
}

/**
 * @param {LabInfo} lab
 * @param {string} extension
 */
function fileName({ lesson, startedAt }, extension) {
  const when = (startedAt ?? "").slice(0, 19).replace(/[T:]/g, "-");
  const name = [`socketschool-${lesson}`, when].filter(Boolean).join("-");
  return `${name}.${extension}`;
}
