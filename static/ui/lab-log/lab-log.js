import { LabElement } from "../base-element.js";
import { LogView } from "./log-view.js";

/**
 * @import { RunSession } from "../../lab/session.js"
 * @import { RunSource } from "../source/run-source.js"
 */

/**
 * The server's log: each record with its time, level, message and attributes, and the
 * line of source that logged it; also accepts, closes and the end of the server.
 *
 * Properties, to be set before it enters the page: session, source, isQuiet.
 */
export class LabLog extends LabElement {
  /** @type {RunSession | null} */
  session = null;
  /** @type {RunSource | null} */
  source = null;
  /** Whether new records are not announced. */
  isQuiet = false;
  /** @type {LogView | null} */
  #view = null;

  /** @param {AbortSignal} signal */
  connected(signal) {
    if (!this.session || !this.source) throw new Error("a log needs a session and a source");
    this.#view = new LogView(this, this.session, this.source, signal, this.isQuiet);
  }

  /** Scrolls to the newest line. */
  toNewest() {
    this.#view?.toNewest();
  }
}

customElements.define("lab-log", LabLog);
