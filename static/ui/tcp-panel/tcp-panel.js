// The panel of the lab that shows what TCP itself knows of each connection, at both ends.
// It is folded at first, and then asks nothing.

import { CLIENT_COLORS } from "../client-colors.js";
import { atNextFrame, h } from "../dom.js";
import { SidePanel } from "../socket-lab/side-panel.js";
import { duration } from "../timeline/format.js";
import { bytesText, meaningOf, roundTripText, stateOf } from "./words.js";

/**
 * @import { LabSession } from "../../lab/session.js"
 * @import { TCPWatch, WatchedConnection, WatchedEnd } from "../../lab/tcp-watch.js"
 */

const ABOUT = "The state of each connection at its two ends, and the bytes that wait there.";

const EMPTY = "No connection. As soon as a client is here, its two ends stand here.";
const STOPPED = "The server does not run.";
const UNSAID = "This computer’s system does not tell the states. “In this tab” shows them.";

const SIDES = /** @type {const} */ ([
  ["client", "Client’s end"],
  ["server", "Server’s end"],
]);

export class TCPPanel {
  element;
  #session;
  #watch;
  #panel;
  #requestDraw;
  #content = h("div", { class: "tcp-content", tabindex: "0", role: "group", "aria-label": "TCP" });

  /**
   * @param {LabSession} session
   * @param {TCPWatch} watch
   * @param {AbortSignal} signal
   */
  constructor(session, watch, signal) {
    this.#session = session;
    this.#watch = watch;
    this.#requestDraw = atNextFrame(() => this.#draw(), signal);
    this.element = h("section", { class: "tcp-panel", "aria-label": "TCP" }, this.#content);
    const words = { title: "TCP", name: "TCP", about: ABOUT };
    this.#panel = new SidePanel(this.element, words, () => this.#onToggle(), signal);
    watch.events.on("change", this.#requestDraw, signal);
    session.events.on("change", this.#requestDraw, signal);
    session.events.on("peers", this.#requestDraw, signal);
    watch.add({ looks: () => !this.#panel.folded && !document.hidden, closely: true });
    const onVisible = () => !document.hidden && watch.poke();
    document.addEventListener("visibilitychange", onVisible, { signal });
    this.#panel.restore();
  }

  /** The button that opens the panel, for the log's head. */
  get opener() {
    return this.#panel.opener;
  }

  #onToggle() {
    if (this.#panel.folded) return;
    this.#draw();
    this.#watch.poke();
  }

  #draw() {
    if (this.#panel.folded) return;
    const { connections } = this.#watch;
    if (connections.length === 0) {
      const text = this.#session.state === "listening" ? EMPTY : STOPPED;
      this.#content.replaceChildren(h("p", { class: "tcp-empty" }, text));
      return;
    }
    const said = connections.some(({ server, client }) => server?.state || client?.state);
    const now = Date.now();
    this.#content.replaceChildren(
      ...(said ? [] : [h("p", { class: "tcp-empty" }, UNSAID)]),
      ...connections.map((connection) => this.#row(connection, now)),
    );
  }

  /**
   * @param {WatchedConnection} connection
   * @param {number} now
   */
  #row(connection, now) {
    const { conn, peer } = connection;
    const client = this.#session.clientByPeer(peer);
    const name = client ? client.letter : peer.slice(peer.lastIndexOf(":"));
    const hue = client ? client.index % CLIENT_COLORS : undefined;
    return h(
      "section",
      { class: "tcp-connection", "data-hue": hue, "data-peer": peer },
      h("h3", { class: "tcp-name" }, name),
      ...SIDES.map(([side, title]) => {
        const notes = side === "server" && !conn ? ["The program has not accepted it yet."] : [];
        return drawEnd(connection[side], side, title, notes, now);
      }),
    );
  }
}

/**
 * @param {WatchedEnd | null} end
 * @param {"server" | "client"} side
 * @param {string} title
 * @param {string[]} notes
 * @param {number} now
 */
function drawEnd(end, side, title, notes, now) {
  const stays = end?.stays ?? false;
  const state = h("strong", { class: "tcp-state" }, `${stays ? "⚠ " : ""}${stateOf(end)}`);
  return h(
    "div",
    { class: "tcp-end", "data-side": side, "data-stays": stays },
    h(
      "p",
      {},
      `${title} `,
      state,
      end?.state && end.state !== "ESTABLISHED" ? ` for ${duration(now - end.since)}` : "",
    ),
    ...factsOf(end),
    h("p", { class: "tcp-meaning" }, [...notes, ...meaningOf(end, side)].join(" ")),
  );
}

/** @param {WatchedEnd | null} end */
function factsOf(end) {
  /** @type {[string, string, string][]} name, value, what it means */
  const facts = [];
  if (end?.queues) {
    const { receive, send } = end.queues;
    facts.push(
      ["to read", bytesText(receive), "Receive queue: bytes that have come and are not read."],
      ["to send", bytesText(send), "Send queue: bytes written and not acknowledged."],
    );
  }
  if (end?.path) {
    const { roundTrip, retransmissions, window } = end.path;
    const about = "How long an acknowledgement takes: there and back.";
    facts.push(["round trip", roundTripText(roundTrip), about]);
    facts.push(["sent again", String(retransmissions), "Packets that were sent again."]);
    if (window !== undefined)
      facts.push(["window", bytesText(window), "How much more the other end has room for."]);
  }
  if (facts.length === 0) return [];
  return [
    h(
      "dl",
      { class: "tcp-facts" },
      ...facts.map(([name, value, about]) =>
        h("div", { title: about }, h("dt", {}, name), h("dd", {}, value)),
      ),
    ),
  ];
}
