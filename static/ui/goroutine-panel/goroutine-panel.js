// The panel of the lab that shows the program's goroutines: how many, and where each waits.
// It is folded at first, and then asks nothing.

import { GoroutineWatch } from "../../lab/goroutine-watch.js";
import { CLIENT_COLORS } from "../client-colors.js";
import { h } from "../dom.js";
import { SidePanel } from "../socket-lab/side-panel.js";
import { onSourceLink, sourceLink } from "../source/source-link.js";
import { duration } from "../timeline/format.js";
import { drawGraph } from "./graph.js";
import { goroutinesText, leftOverText, waitText } from "./words.js";

/**
 * @import { LabSession } from "../../lab/session.js"
 * @import { GoroutineGroup } from "../../transport/transport.js"
 * @import { RunSource } from "../source/run-source.js"
 *
 * A group as it is drawn, and the parts of it that change.
 * @typedef {{ element: HTMLElement, number: HTMLElement, time: HTMLElement, clients: HTMLElement }} Row
 */

const ABOUT = "Every goroutine of the program: the line at which it is, and what it waits for.";

const STOPPED = "The server does not run.";
const LOADING = "Looking …";
const NONE_LEFT = "No goroutine is left.";
const OLD = "The server has ended; this is how its goroutines were.";

/** Shorter waits are not worth a word, in ms. */
const SHORT = 1000;

export class GoroutinePanel {
  element;
  #session;
  #source;
  #watch;
  #panel;
  /** @type {Map<string, Row>} those that are drawn, by the group's key */
  #rows = new Map();
  #summary = h("div", { class: "gp-summary" });
  #list = h("ul", { class: "gp-groups" });
  #note = h("p", { class: "gp-note" });

  /**
   * @param {LabSession} session
   * @param {RunSource} source
   * @param {AbortSignal} signal
   */
  constructor(session, source, signal) {
    this.#session = session;
    this.#source = source;
    const content = h(
      "div",
      { class: "gp-content", tabindex: "0", role: "group", "aria-label": "Goroutines" },
      this.#note,
      this.#summary,
      this.#list,
    );
    const label = { class: "goroutine-panel", "aria-label": "Goroutines" };
    this.element = h("section", label, content);
    const words = { title: "Goroutines", name: "the goroutines", about: ABOUT };
    this.#panel = new SidePanel(this.element, words, () => this.#onToggle(), signal);
    this.#watch = new GoroutineWatch(session, () => this.#looks(), signal);
    this.#watch.events.on("change", () => this.#draw(), signal);
    session.events.on("peers", () => this.#draw(), signal);
    const show = (/** @type {string} */ file, /** @type {number} */ line) =>
      this.#source.show(file, line);
    onSourceLink(content, show, signal);
    document.addEventListener("visibilitychange", () => this.#watch.poke(), { signal });
    this.#panel.restore();
  }

  /** The button that opens the panel, for the log's head. */
  get opener() {
    return this.#panel.opener;
  }

  #looks() {
    return !this.#panel.folded && !document.hidden && this.element.isConnected;
  }

  #onToggle() {
    this.#draw();
    this.#watch.poke();
  }

  #draw() {
    if (this.#panel.folded) return;
    const { report, points, isOld } = this.#watch;
    const note = this.#noteText();
    this.#note.textContent = note;
    this.#note.hidden = note === "";
    this.#summary.replaceChildren();
    if (!report || report.problem) {
      this.#drawGroups([], 0);
      return;
    }
    const left = report.leftOver > 0 ? `${report.leftOver} left over` : "";
    this.#summary.append(
      h(
        "p",
        { class: "gp-count" },
        h("strong", {}, goroutinesText(report.count)),
        left ? " " : null,
        left ? h("span", { class: "gp-left-count" }, left) : null,
      ),
    );
    if (points.length > 0) this.#summary.append(drawGraph(points));
    this.#list.toggleAttribute("data-old", isOld);
    this.#drawGroups(report.groups, report.moreGroups ?? 0);
  }

  #noteText() {
    const { report, isOld } = this.#watch;
    const runs = this.#session.state === "listening";
    if (!report) return runs ? LOADING : STOPPED;
    if (report.problem) return report.problem;
    if (isOld) return OLD;
    return report.count === 0 ? NONE_LEFT : "";
  }

  /**
   * Draws the list. What has been drawn before stays, so that a click or the focus does too.
   * @param {GoroutineGroup[]} groups
   * @param {number} more how many groups are not listed
   */
  #drawGroups(groups, more) {
    const rows = groups.map((group) => {
      const key = keyOf(group);
      const row = this.#rows.get(key) ?? this.#row(group);
      drawChanges(row, group, this.#clientsOf(group));
      return { key, row };
    });
    this.#rows = new Map(rows.map(({ key, row }) => [key, row]));
    const elements = rows.map(({ row }) => row.element);
    if (more > 0) elements.push(h("li", { class: "gp-more" }, `… and ${more} more places`));
    const drawn = [...this.#list.children];
    const isSame = more === 0 && drawn.length === elements.length;
    if (isSame && drawn.every((element, i) => element === elements[i])) return;
    const focused = document.activeElement;
    const hadFocus = this.#list.contains(focused);
    this.#list.replaceChildren(...elements);
    if (hadFocus && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  /**
   * @param {GoroutineGroup} group
   * @returns {{ name: string, hue: number | null }[]} of the connections that it was started for
   */
  #clientsOf({ conns = [] }) {
    return conns.map((conn) => {
      const client = this.#session.clientByPeer(this.#peerOf(conn));
      if (client) return { name: client.letter, hue: client.index % CLIENT_COLORS };
      return { name: `connection ${conn}`, hue: null };
    });
  }

  /**
   * @param {number} conn
   * @returns {string | undefined} its peer's address; undefined where no event has it any more
   */
  #peerOf(conn) {
    return this.#session.history.events.find((event) => event.conn === conn && event.peer)?.peer;
  }

  /**
   * Makes the row of a group, with what does not change.
   * @param {GoroutineGroup} group
   * @returns {Row}
   */
  #row(group) {
    const { function: name, source, leftOver, wait } = group;
    const number = h("span", { class: "gp-number" });
    const time = h("span", { class: "gp-time" });
    const clients = h("span", { class: "gp-clients" });
    const element = h(
      "li",
      { class: "gp-group", "data-left-over": leftOver, "data-wait": wait },
      number,
      h(
        "div",
        { class: "gp-what" },
        h(
          "p",
          {},
          h("code", { class: "gp-function" }, name),
          " ",
          sourceLink({ ...(source && { source }) }),
        ),
        h("p", { class: "gp-wait" }, waitText(group), time, clients),
        leftOver ? h("p", { class: "gp-left-over" }, leftOverText(group)) : null,
        drawStack(group),
      ),
    );
    return { element, number, time, clients };
  }
}

/**
 * @param {Row} row
 * @param {GoroutineGroup} group
 * @param {{ name: string, hue: number | null }[]} clients
 */
function drawChanges(row, { count, waited = 0, wait }, clients) {
  row.number.textContent = `${count.toLocaleString("en")} ×`;
  const isLong = waited >= SHORT && wait !== "running";
  row.time.textContent = isLong ? `, for ${count > 1 ? "up to " : ""}${duration(waited)}` : "";
  row.clients.replaceChildren(
    ...clients.map(({ name, hue }) => h("span", { class: "gp-client", "data-hue": hue }, name)),
  );
}

/**
 * @param {GoroutineGroup} group
 * @returns {string} what no other group of a report has
 */
function keyOf({ function: name, source, wait, doing, stack, started, leftOver }) {
  return JSON.stringify([name, source, wait, doing, stack, started, leftOver]);
}

/** @param {GoroutineGroup} group */
function drawStack({ stack = [], started }) {
  const lines = stack.map((line) => ({ how: "called by", line }));
  if (started) lines.push({ how: "started by", line: started });
  if (lines.length === 0) return null;
  return h(
    "details",
    {},
    h("summary", {}, "How it came there"),
    h(
      "ol",
      {},
      ...lines.map(({ how, line: { function: caller, source } }) =>
        h("li", {}, `${how} `, h("code", {}, caller), " ", sourceLink({ source })),
      ),
    ),
  );
}
