/** @import { LabSession } from "../../lab/session.js" */

import { LabElement } from "../base-element.js";
import { requestContext } from "../context.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { LabView } from "./lab-view.js";

/**
 * `<socket-lab>`: the lab of a lesson page: state and address on top, then the
 * clients, the timeline and the server log. It starts nothing before the learner
 * asks for it.
 *
 * Attributes: `data-lesson`, `data-port`, `data-tls` and `data-lesson-port` describe
 * the lab; `data-host`, `data-worker`, `data-module` and `data-module-bytes` are the
 * transports there are. It sets `data-state` and `data-link`, as LabSession has them,
 * `data-untouched` before the first run and `data-loading` while it fetches the module.
 * It takes the LessonLab of its page. Events: "lab-ran" on the document at the first run.
 */
export class SocketLab extends LabElement {
  /** @type {LabSession | null} null on a page without a lab */
  session = null;

  /** @param {AbortSignal} signal */
  connected(signal) {
    const lab = requestContext(this, LESSON_LAB);
    if (!lab) return;
    this.session = lab.session;
    new LabView(this, lab, signal);
  }
}

customElements.define("socket-lab", SocketLab);
