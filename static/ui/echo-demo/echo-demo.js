import { sessionStore } from "../../core/storage.js";
import { LabSession } from "../../lab/session.js";
import { createTransports } from "../../lab/transports.js";
import { LabElement } from "../base-element.js";
import { DemoView } from "./demo-view.js";

/** A lab in the tab ends with the page: no later page can resume it. */
const NO_MEMORY = { getItem: () => null, setItem() {}, removeItem() {} };

/**
 * `<echo-demo>`: the home page's small lab: two clients of one program, and the newest
 * lines of its timeline. It fetches nothing before a visitor sends.
 *
 * Attributes: `data-lesson` and the transports, as `<socket-lab>` has them. It sends no
 * events.
 */
export class EchoDemo extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const transports = createTransports(this.dataset);
    if (transports.length === 0) return;
    const lesson = this.dataset.lesson ?? "";
    const memory = transports[0]?.id === "host" ? sessionStore : NO_MEMORY;
    const session = new LabSession({ transports, chosen: null, lesson, memory });
    new DemoView(this, session, signal);
  }
}

customElements.define("echo-demo", EchoDemo);
