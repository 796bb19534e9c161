import { LabElement } from "../base-element.js";
import { TimelineView } from "./timeline-view.js";

/**
 * @import { RunSession } from "../../lab/session.js"
 * @import { TCPWatch } from "../../lab/tcp-watch.js"
 * @import { RunSource } from "../source/run-source.js"
 */

/**
 * The timeline of a lab: a lane for the server and one for each client, arrows for
 * bytes, and in each lane's header the line at which its connection waits.
 *
 * Properties, to be set before it enters the page: session, source.
 * Attributes, set by it: data-view ("timeline" or "table"); data-saved, while a saved
 * run is shown.
 * Events: saved-run (bubbles), when hasContent may have changed.
 */
export class LabTimeline extends LabElement {
  /** @type {RunSession | null} */
  session = null;
  /** @type {RunSource | null} */
  source = null;
  /** @type {TCPWatch | null} knows the states of the connections; null where they are not known */
  tcp = null;
  /** @type {TimelineView | null} */
  #view = null;

  /** @param {AbortSignal} signal */
  connected(signal) {
    if (!this.session || !this.source) throw new Error("a timeline needs a session and a source");
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Timeline");
    this.#view = new TimelineView(this, this.session, this.source, this.tcp, signal);
  }

  /** Scrolls to the newest event and clears the selection. */
  toNewest() {
    this.#view?.toNewest();
  }

  /** Whether it shows something even where no lab has run: a saved run or an error. */
  get hasContent() {
    return this.#view?.hasContent ?? false;
  }

  /** Lets the learner choose the file of a saved run. */
  chooseSaved() {
    this.#view?.chooseSaved();
  }
}

customElements.define("lab-timeline", LabTimeline);
