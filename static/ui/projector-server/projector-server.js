import { HostTransport } from "../../transport/host/host-transport.js";
import { Problem } from "../../transport/transport.js";
import { LabElement } from "../base-element.js";
import { SERVER_EVENT } from "../class-joined/class-joined.js";
import { h } from "../dom.js";
import { ConnectionFolder } from "./fold-connections.js";

/**
 * @import { Lab } from "../../transport/transport.js"
 * @import { JoinedServer } from "../class-joined/class-joined.js"
 * @import { Calls, Folded, FoldedLane } from "./fold-connections.js"
 */

const INTERVAL = 1000; // ms between two looks at the connections

/** What a lane says of the call that its connection waits in. */
const CALLS = { read: "waits for bytes", write: "takes no more", "": "is served" };

/**
 * `<projector-server>`: the server that runs for the class, on the projector's page, with its
 * connections folded into counts and a few lanes. It asks the host for the state of the
 * connections alone: it cannot show what a client has sent, and a name only while the
 * instructor shows them.
 *
 * It listens to the event of `<class-joined>` in the same `main`, and sends none.
 */
export class ProjectorServer extends LabElement {
  #host = new HostTransport();
  #title = h("h2", { class: "projector-server-title" });
  #counts = h("dl", { class: "projector-server-counts" });
  #lanes = h("ol", { class: "projector-server-lanes" });
  #others = h("p", { class: "projector-server-others" });
  /** @type {JoinedServer | null} */
  #server = null;
  #shown = new AbortController();

  /** @param {AbortSignal} signal */
  connected(signal) {
    this.hidden = true;
    this.replaceChildren(this.#title, this.#counts, this.#lanes, this.#others);
    const take = (/** @type {Event} */ event) => {
      const { detail } = /** @type {CustomEvent<JoinedServer | null>} */ (event);
      const isOther = detail?.id !== this.#server?.id;
      this.#server = detail;
      if (isOther) this.#show(detail, signal);
    };
    this.closest("main")?.addEventListener(SERVER_EVENT, take, { signal });
  }

  /**
   * @param {JoinedServer | null} server
   * @param {AbortSignal} signal
   */
  #show(server, signal) {
    this.#shown.abort();
    this.hidden = server === null;
    if (!server) return;
    this.#title.textContent = `The class’s server: ${server.title}`;
    this.#draw(new ConnectionFolder().fold({ seq: 0, connections: [] }, 1));
    this.#shown = new AbortController();
    void this.#follow(server, AbortSignal.any([signal, this.#shown.signal]));
  }

  /**
   * Draws the connections once a second, until another server runs, or none.
   * @param {JoinedServer} server
   * @param {AbortSignal} signal
   */
  async #follow({ id }, signal) {
    const folder = new ConnectionFolder();
    /** @type {Lab | null} */
    let lab = null;
    let before = performance.now();
    while (!signal.aborted) {
      try {
        lab ??= await this.#host.resume(id);
        const snapshot = await lab.connections();
        if (signal.aborted) return;
        const now = performance.now();
        this.#draw(folder.fold(snapshot, Math.max(0.1, (now - before) / 1000)));
        before = now;
      } catch (error) {
        // The host is away, or the server has ended: class-joined learns which.
        if (!(error instanceof Problem)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  }

  /** @param {Folded} folded */
  #draw({ connected, bytesIn, bytesOut, lanes, others }) {
    this.#counts.replaceChildren(
      count(connected.toLocaleString("en"), connected === 1 ? "client" : "clients"),
      count(bytesText(bytesIn), "received a second"),
      count(bytesText(bytesOut), "sent a second"),
    );
    const names = this.#server?.names ?? {};
    this.#lanes.replaceChildren(...lanes.map((lane) => laneItem(lane, names[lane.peer])));
    this.#others.textContent = othersText(others);
    this.#others.hidden = others.count === 0;
  }
}

/**
 * @param {string} value
 * @param {string} what
 */
function count(value, what) {
  return h("div", {}, h("dt", {}, what), h("dd", {}, value));
}

/**
 * @param {FoldedLane} lane
 * @param {string} [name] of the member whose client it is
 */
function laneItem({ conn, call, bytesIn, bytesOut }, name) {
  const isActive = bytesIn > 0;
  return h(
    "li",
    { "data-call": call, "data-active": isActive ? "" : undefined },
    h("span", { class: "projector-lane-name" }, name ?? `#${conn}`),
    h("span", { class: "projector-lane-in" }, isActive ? `sends ${bytesText(bytesIn)}/s` : ""),
    h("span", { class: "projector-lane-out" }, bytesOut > 0 ? `gets ${bytesText(bytesOut)}/s` : ""),
    h("span", { class: "projector-lane-call" }, CALLS[call] ?? ""),
  );
}

/** @param {number} bytes */
function bytesText(bytes) {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {Calls} others */
function othersText({ count, read, write, running }) {
  const parts = [
    read > 0 && `${read.toLocaleString("en")} wait for bytes`,
    write > 0 && `${write.toLocaleString("en")} take no more`,
    running > 0 && `${running.toLocaleString("en")} are served`,
  ].filter(Boolean);
  return `and ${count.toLocaleString("en")} more: ${parts.join(", ")}`;
}

customElements.define("projector-server", ProjectorServer);
