// The instrument: state and address on top, then the clients, what they and the
// server say to each other, then the log.
// Nothing is started before the learner asks for it.

import "../lab-client/lab-client.js";
import "../lab-log/lab-log.js";
import "../timeline/timeline.js";
import { tabMemory } from "../../lab/memory.js";
import { LabSession } from "../../lab/session.js";
import { HostTransport } from "../../transport/host.js";
import { announce } from "../announce.js";
import { copyButton } from "../copy-button/copy-button.js";
import { button, h, icon } from "../dom.js";
import { Piece } from "../piece.js";
import { Source } from "../source/source.js";
import { clientsHead } from "./clients-head.js";
import { emptyLab, noticeFor } from "./words.js";

/**
 * @typedef {import("../lab-client/lab-client.js").LabClient} LabClient
 * @typedef {import("../lab-log/lab-log.js").LabLog} LabLog
 * @typedef {import("../timeline/timeline.js").LabTimeline} LabTimeline
 * @typedef {import("../../lab/client.js").Client} Client
 */

const STATE_WORDS = {
  none: "not running",
  starting: "starting",
  finding: "looking for it",
  listening: "listening",
  stopping: "stopping",
  stopped: "stopped",
  failed: "failed",
  gone: "gone",
};

export class SocketLab extends Piece {
  /** @type {LabSession} */
  session = /** @type {any} */ (null);
  /** @type {Map<Client, LabClient>} */
  #cards = new Map();
  /** @type {LabTimeline} */
  #timeline = /** @type {any} */ (null);
  #parts = {
    head: h("div", { class: "lab-head" }),
    notice: h("div", { class: "lab-notice", role: "status" }),
    body: h("div", { class: "lab-body" }),
    empty: h("div", { class: "lab-empty" }),
    grid: h("div", { class: "client-grid" }),
  };

  /** @param {AbortSignal} signal */
  mount(signal) {
    const { head, notice, body, empty } = this.#parts;
    this.session = new LabSession(new HostTransport(), this.dataset.lesson ?? "", tabMemory());
    const log = /** @type {LabLog} */ (document.createElement("lab-log"));
    log.session = this.session;
    log.source = new Source(document.getElementById("lesson"));
    this.#timeline = /** @type {LabTimeline} */ (document.createElement("lab-timeline"));
    this.#timeline.session = this.session;
    this.#timeline.source = log.source;
    body.replaceChildren(this.#clientsPanel(signal), this.#timeline, log);
    this.replaceChildren(head, notice, empty, body);
    const draw = () => this.#draw(signal);
    this.session.events.on("change", draw, signal);
    this.addEventListener("saved-run", draw, { signal });
    this.session.events.on("clients", () => this.#drawClients(), signal);
    signal.addEventListener("abort", () => this.session.dispose(), { once: true });
    draw();
    this.#drawClients();
    this.session.find();
  }

  /** @param {AbortSignal} signal */
  #clientsPanel(signal) {
    const add = button("Connect a client", { class: "button small" }, () => this.#add(), signal);
    add.prepend(icon("plus"));
    const { tools, note } = clientsHead(this.session, signal);
    return h(
      "section",
      { class: "clients", "aria-labelledby": "clients-title" },
      h(
        "header",
        { class: "panel-head" },
        h("h2", { id: "clients-title" }, "Clients"),
        h("div", { class: "clients-tools" }, add, ...tools),
      ),
      note,
      this.#parts.grid,
    );
  }

  /** Brings the first clients into view, which are those of a Try it. */
  showFirstClients() {
    this.#parts.grid.scrollTop = 0;
  }

  #add() {
    const client = this.session.addClient();
    const card = this.#cards.get(client);
    card?.scrollIntoView({ block: "nearest" });
    card?.focusInput();
  }

  /** @param {AbortSignal} signal */
  #draw(signal) {
    const { session } = this;
    const untouched = session.facts === null;
    const saved = this.#timeline.speaks;
    this.dataset.state = session.state;
    this.dataset.link = session.link;
    this.toggleAttribute("data-untouched", untouched);
    this.#drawHead(signal);
    this.#drawNotice(signal);
    // A saved run needs no lab: it is looked at by itself.
    this.#parts.empty.hidden = !untouched || saved;
    this.#parts.body.hidden = untouched && !saved;
    if (untouched) this.#drawEmpty(signal);
    for (const card of this.#cards.values()) card.redraw();
    const add = this.querySelector(".clients .panel-head button");
    if (add instanceof HTMLButtonElement) add.disabled = session.state !== "listening";
  }

  /** @param {AbortSignal} signal */
  #drawHead(signal) {
    const { session } = this;
    const { facts, state } = session;
    const word = session.link === "reconnecting" ? "reconnecting" : STATE_WORDS[state];
    const status = h(
      "p",
      { class: "lab-status" },
      h("span", { class: "dot", "aria-hidden": "true" }),
      h("span", { class: "lab-word" }, word),
      facts ? h("code", { class: "lab-address" }, facts.address) : null,
    );
    const had = this.#parts.head.contains(document.activeElement);
    const before = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.do;
    this.#parts.head.replaceChildren(status, ...this.#command(signal), this.#actions(signal));
    // Start becomes Stop under the learner's hand: the focus stays where it was.
    if (!had) return;
    const again =
      this.#parts.head.querySelector(`[data-do="${before}"]:not(:disabled)`) ??
      this.#parts.head.querySelector(".lab-actions button:not(:disabled)");
    if (again instanceof HTMLElement) again.focus();
    else this.closest("section")?.focus({ preventScroll: true });
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Node[]}
   */
  #command(signal) {
    const { facts, state } = this.session;
    if (!facts || state !== "listening") return [];
    const command = commandFor(facts);
    const face = h("code", {}, command);
    const label = `Copy the command: ${command}`;
    const copy = copyButton({ label, text: () => command, face, className: "command" }, signal);
    copy.dataset.do = "copy";
    return [copy];
  }

  /** @param {AbortSignal} signal */
  #actions(signal) {
    const { session } = this;
    const actions = h("div", { class: "lab-actions" });
    const add = (
      /** @type {string} */ name,
      /** @type {string} */ text,
      /** @type {() => void} */ act,
    ) => {
      const attributes = { class: "button small", "data-do": name, disabled: session.busy };
      actions.append(button(text, attributes, act, signal));
    };
    if (session.facts && (session.state === "listening" || session.busy)) {
      add("restart", "Restart", () => session.restart());
      add("stop", "Stop", () => session.stop());
    } else if (session.facts && !noticeFor(session)?.action) {
      add("start", "Start", () => session.start());
    }
    return actions;
  }

  /** @param {AbortSignal} signal */
  #drawNotice(signal) {
    const notice = noticeFor(this.session);
    const { notice: place } = this.#parts;
    const said = notice ? `${notice.title} ${notice.detail}` : "";
    if (place.dataset.said === said) return;
    place.dataset.said = said;
    place.hidden = notice === null;
    place.replaceChildren();
    if (!notice) return;
    place.dataset.kind = notice.kind;
    const text = h("p", {}, h("strong", {}, notice.title), ` ${notice.detail}`);
    place.append(text);
    if (notice.action) {
      const attributes = { class: "button small primary" };
      place.append(button(notice.action, attributes, () => this.#run(), signal));
    }
  }

  /** @param {AbortSignal} signal */
  #drawEmpty(signal) {
    const { busy, state } = this.session;
    const run = button(
      state === "starting" ? "Starting…" : "Run on the host",
      { class: "button primary", disabled: busy, "data-do": "run" },
      () => this.#run(),
      signal,
    );
    run.prepend(icon("play"));
    const saved = button(
      "or open a saved run",
      { class: "link-button" },
      () => this.#timeline.chooseSaved(),
      signal,
    );
    this.#parts.empty.replaceChildren(...emptyLab(this.dataset), run, saved);
  }

  async #run() {
    await this.session.start();
    if (this.session.state !== "listening") return;
    announce(`The server listens on ${this.session.facts?.address}`);
    const add = this.querySelector(".clients .panel-head button");
    if (add instanceof HTMLElement) add.focus({ preventScroll: true });
  }

  #drawClients() {
    const { clients } = this.session;
    for (const [client, card] of this.#cards) {
      if (clients.includes(client)) continue;
      card.remove();
      this.#cards.delete(client);
    }
    for (const client of clients) {
      if (this.#cards.has(client)) continue;
      const card = /** @type {LabClient} */ (document.createElement("lab-client"));
      card.client = client;
      card.session = this.session;
      this.#cards.set(client, card);
      const after = clients.find((other) => other.index > client.index && this.#cards.has(other));
      this.#parts.grid.insertBefore(card, (after && this.#cards.get(after)) ?? null);
    }
    this.#drawNobody(clients.length === 0);
  }

  /** @param {boolean} nobody */
  #drawNobody(nobody) {
    const { grid } = this.#parts;
    grid.querySelector(".clients-empty")?.remove();
    if (!nobody) return;
    grid.append(
      h(
        "p",
        { class: "clients-empty" },
        h("strong", {}, "Nobody is connected. "),
        "Connect a client and send it a line, or run the command above in a terminal: the log shows both.",
      ),
    );
  }
}

/** @param {import("../../transport/transport.js").LabFacts} facts */
function commandFor({ address, tls }) {
  if (tls) return `openssl s_client -connect ${address} -quiet`;
  const colon = address.lastIndexOf(":");
  return `nc ${address.slice(0, colon).replace(/^\[|\]$/g, "")} ${address.slice(colon + 1)}`;
}

customElements.define("socket-lab", SocketLab);
