// The panel of the lab that shows the program's goroutines: how many, and where each waits.
// It is folded at first, and then asks nothing.

import { GoroutineWatch } from "../../lab/goroutine-watch.js";
import { CLIENT_COLORS } from "../client-colors.js";
import { button, h, icon } from "../dom.js";
import { onSourceLink, sourceLink } from "../source/source-link.js";
import { duration } from "../timeline/format.js";
import { drawGraph } from "./graph.js";
import { goroutinesText, leftOverText, waitText } from "./words.js";

/**
 * @import { LabSession } from "../../lab/session.js"
 * @import { GoroutineGroup } from "../../transport/transport.js"
 * @import { RunSource } from "../source/run-source.js"
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
  #fold;
  #folded = true;
  #drawn = "";
  #summary = h("div", { class: "gp-summary" });
  #list = h("ul", { class: "gp-groups" });
  #note = h("p", { class: "gp-note" });
  /** @type {Set<string>} keys of the groups whose stacks are open */
  #open = new Set();

  /**
   * @param {LabSession} session
   * @param {RunSource} source
   * @param {AbortSignal} signal
   */
  constructor(session, source, signal) {
    this.#session = session;
    this.#source = source;
    const attributes = { class: "icon-button small panel-fold" };
    this.#fold = button("", attributes, () => this.#toggle(), signal);
    this.#fold.append(icon("fold"));
    const content = h(
      "div",
      { class: "gp-content", tabindex: "0", role: "group", "aria-label": "Goroutines" },
      this.#note,
      this.#summary,
      this.#list,
    );
    this.element = h(
      "section",
      { class: "goroutine-panel", "aria-label": "Goroutines" },
      h(
        "header",
        { class: "panel-head" },
        this.#fold,
        h("h2", {}, "Goroutines"),
        h("p", { class: "gp-about" }, ABOUT),
      ),
      content,
    );
    this.#watch = new GoroutineWatch(session, () => this.#looks(), signal);
    this.#watch.events.on("change", () => this.#draw(), signal);
    session.events.on("peers", () => this.#draw(), signal);
    const show = (/** @type {string} */ file, /** @type {number} */ line) =>
      this.#source.show(file, line);
    onSourceLink(content, show, signal);
    this.#list.addEventListener("toggle", (event) => this.#onToggle(event), {
      capture: true, // it does not bubble
      signal,
    });
    document.addEventListener("visibilitychange", () => this.#watch.poke(), { signal });
    this.#drawFold();
  }

  #looks() {
    return !this.#folded && !document.hidden && this.element.isConnected;
  }

  #toggle() {
    this.#folded = !this.#folded;
    this.#drawFold();
    this.#draw();
    this.#watch.poke();
  }

  #drawFold() {
    const label = `${this.#folded ? "Unfold" : "Fold"} the goroutines`;
    this.element.toggleAttribute("data-folded", this.#folded);
    this.#fold.setAttribute("aria-expanded", String(!this.#folded));
    this.#fold.setAttribute("aria-label", label);
    this.#fold.title = label;
  }

  /** @param {Event} event of a group's stack */
  #onToggle({ target }) {
    if (!(target instanceof HTMLDetailsElement)) return;
    const { key = "" } = target.dataset;
    if (target.open) this.#open.add(key);
    else this.#open.delete(key);
  }

  #draw() {
    if (this.#folded) return;
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
   * Draws the list where it has changed: the focus stays in it.
   * @param {GoroutineGroup[]} groups
   * @param {number} more how many groups are not listed
   */
  #drawGroups(groups, more) {
    const rows = groups.map((group) => ({ group, clients: this.#clientsOf(group) }));
    const drawn = JSON.stringify([rows, more]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#focusedPlace();
    this.#list.replaceChildren(...rows.map(({ group, clients }) => this.#row(group, clients)));
    if (more > 0) this.#list.append(h("li", { class: "gp-more" }, `… and ${more} more places`));
    if (!focused) return;
    const same = this.#list.querySelectorAll("a, summary")[focused.index];
    if (same instanceof HTMLElement) same.focus({ preventScroll: true });
  }

  /** @returns {{ index: number } | null} which link or summary has the focus */
  #focusedPlace() {
    const all = [...this.#list.querySelectorAll("a, summary")];
    const index = all.indexOf(/** @type {Element} */ (document.activeElement));
    return index < 0 ? null : { index };
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
   * @param {GoroutineGroup} group
   * @param {{ name: string, hue: number | null }[]} clients
   */
  #row(group, clients) {
    const { count, function: name, source, waited = 0, leftOver, wait } = group;
    const isLong = waited >= SHORT && wait !== "running";
    const of = count > 1 ? "for up to " : "for ";
    return h(
      "li",
      { class: "gp-group", "data-left-over": leftOver, "data-wait": wait },
      h("span", { class: "gp-number" }, `${count.toLocaleString("en")} ×`),
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
        h(
          "p",
          { class: "gp-wait" },
          waitText(group),
          isLong ? h("span", { class: "gp-time" }, `, ${of}${duration(waited)}`) : null,
          ...clients.map(({ name: client, hue }) =>
            h("span", { class: "gp-client", "data-hue": hue }, client),
          ),
        ),
        leftOver ? h("p", { class: "gp-left-over" }, leftOverText(group)) : null,
        this.#stack(group),
      ),
    );
  }

  /** @param {GoroutineGroup} group */
  #stack({ function: name, source, stack = [], started, leftOver }) {
    if (stack.length === 0 && !started) return null;
    const key = [
      name,
      source?.line,
      leftOver ?? "",
      ...stack.map((line) => line.source.line),
    ].join();
    const lines = stack.map((line) => ["called by", line]);
    if (started) lines.push(["started by", started]);
    return h(
      "details",
      { "data-key": key, open: this.#open.has(key) },
      h("summary", {}, "How it came there"),
      h(
        "ol",
        {},
        ...lines.map(([how, line]) => {
          const { function: caller, source: at } =
            /** @type {import("../../transport/transport.js").StackLine} */ (line);
          const where = sourceLink({ source: at });
          return h("li", {}, `${how} `, h("code", {}, caller), " ", where);
        }),
      ),
    );
  }
}
