// Runs in files: the live one saved, a saved one looked at in its place, and a
// banner that says so for as long as it lasts.

import { button, h } from "../dom.js";
import { download } from "./download.js";
import { pictureOf } from "./picture.js";
import { MOST_BYTES, read, write } from "./saved.js";
import { Trace } from "./trace.js";

/**
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {import("../../transport/transport.js").LabFacts} LabFacts
 * @typedef {{ name: string, run: import("./saved.js").SavedRun, trace: Trace, now: number }} Saved
 */

export class Library {
  banner = h("div", { class: "tl-banner", role: "status", hidden: true });
  /** @type {Saved | null} the run that is looked at instead of the live one */
  saved = null;
  #session;
  #turned;
  #said;

  /**
   * @param {LabSession} session
   * @param {{ turned: () => void, said: () => void }} on another run is in view; the banner
   *   has come or gone
   */
  constructor(session, { turned, said }) {
    this.#session = session;
    this.#turned = turned;
    this.#said = said;
  }

  /** @returns {LabFacts | null} of the run in view */
  get lab() {
    return this.saved?.run.lab ?? this.#session.facts;
  }

  /** Whether there is something to see even where no lab has run. */
  get speaks() {
    return this.saved !== null || !this.banner.hidden;
  }

  /** @param {Trace} live */
  saveRun(live) {
    const { lab } = this;
    if (!lab) return;
    const run = this.saved?.run ?? this.#liveRun(lab, live);
    download(nameFor(lab, "jsonl"), "application/x-ndjson", write(run));
  }

  /**
   * @param {LabFacts} lab
   * @param {Trace} live
   */
  #liveRun(lab, { states, events }) {
    const clients = [...states.connections.values()].flatMap(({ peer }) => {
      const client = this.#session.clientAt(peer);
      return client ? [{ letter: client.letter, index: client.index, peer }] : [];
    });
    return { savedAt: new Date().toISOString(), lab, clients, events };
  }

  /**
   * @param {SVGSVGElement} heads
   * @param {SVGSVGElement} body
   */
  savePicture(heads, body) {
    const { lab } = this;
    if (!lab) return;
    const paper = getComputedStyle(document.body).backgroundColor;
    const title = `Socket School: a run of ${lab.lesson}`;
    download(nameFor(lab, "svg"), "image/svg+xml", pictureOf(heads, body, { title, paper }));
  }

  /** @param {File} file a saved run */
  async load(file) {
    try {
      if (file.size > MOST_BYTES) throw new Error("It is larger than any saved run.");
      const run = read(await file.text());
      const trace = new Trace();
      trace.take(run.events, missing(run.events));
      const now = Date.parse(run.events.at(-1)?.at ?? "");
      this.saved = { name: file.name, run, trace, now };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#say("bad", `${file.name} cannot be opened.`, why, "Close", () => this.#hush());
      return;
    }
    this.#saySaved(this.saved);
    this.#turned();
  }

  /** @param {Saved} saved */
  #saySaved(saved) {
    this.#say("saved", "A saved run.", this.#about(saved), "Back to the lab", () => {
      this.saved = null;
      this.#hush();
      this.#turned();
    });
  }

  /** @param {Saved} saved */
  #about({ name, run: { lab, events, savedAt } }) {
    const saved = new Date(savedAt);
    const when = Number.isNaN(saved.getTime()) ? "" : `, saved ${saved.toLocaleString()}`;
    const other = lab.lesson === this.#session.lesson ? "" : " Its lines are not in this lesson.";
    return `${name}: ${lab.lesson}, ${events.length.toLocaleString("en")} events${when}.${other}`;
  }

  /** An error is put away; what it hid comes back. */
  #hush() {
    if (this.saved) return this.#saySaved(this.saved);
    this.banner.hidden = true;
    this.banner.replaceChildren();
    this.#said();
  }

  /**
   * @param {"bad" | "saved"} kind
   * @param {string} title
   * @param {string} text
   * @param {string} action
   * @param {() => void} act
   */
  #say(kind, title, text, action, act) {
    const { banner } = this;
    const end = new AbortController();
    const acted = () => {
      end.abort();
      act();
    };
    banner.dataset.kind = kind;
    banner.hidden = false;
    const close = button(action, { class: "button small" }, acted, end.signal);
    banner.replaceChildren(h("p", {}, h("strong", {}, title), ` ${text}`), close);
    this.#said();
  }
}

/** @param {import("../../transport/transport.js").LabEvent[]} events */
function missing(events) {
  const [first, last] = [events[0], events.at(-1)];
  return first && last ? last.seq - first.seq + 1 - events.length : 0;
}

/**
 * @param {LabFacts} lab
 * @param {string} ending
 */
function nameFor({ lesson, startedAt }, ending) {
  const when = (startedAt ?? "").slice(0, 19).replace(/[T:]/g, "-");
  const name = [`socketschool-${lesson}`, when].filter(Boolean).join("-");
  return `${name}.${ending}`;
}
