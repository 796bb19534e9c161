// The instrument: state and address on top, then the clients, what they and the
// server say to each other, then the log.
// Nothing is started before the learner asks for it.

import "../lab-client/lab-client.js";
import "../lab-log/lab-log.js";
import "../timeline/timeline.js";
import { keepPlace, placeChosen, tabMemory } from "../../lab/memory.js";
import { placesFor } from "../../lab/places.js";
import { LabSession } from "../../lab/session.js";
import { announce } from "../announce.js";
import { differenceOf } from "../difference.js";
import { button, h, icon } from "../dom.js";
import { Piece } from "../piece.js";
import { placeSwitch } from "../place-switch/place-switch.js";
import { showNote } from "../quiet-note/quiet-note.js";
import { Source } from "../source/source.js";
import { ClientGrid } from "./client-grid.js";
import { clientsHead } from "./clients-head.js";
import { EmptyLab } from "./empty.js";
import { LabHead } from "./head.js";
import { LoadBar } from "./load-bar.js";
import { Panels } from "./panels.js";
import { followAddress } from "./prose-commands.js";
import { noticeFor } from "./words.js";

/**
 * @typedef {import("../lab-log/lab-log.js").LabLog} LabLog
 * @typedef {import("../timeline/timeline.js").LabTimeline} LabTimeline
 * @typedef {import("../../transport/transport.js").Transport} Transport
 */

/** Sent on the document when a script begins to play. */
export const SCRIPT_BEGINS = "socketschool:try";

const NO_COOKIES =
  "This browser refuses cookies, by which the host knows whose lab is whose: your labs run in this tab.";

export class SocketLab extends Piece {
  /** @type {LabSession} */
  session = /** @type {any} */ (null);
  /** @type {ClientGrid} */
  #grid = /** @type {any} */ (null);
  /** @type {Panels} */
  #panels = /** @type {any} */ (null);
  /** @type {LabLog} */
  #log = /** @type {any} */ (null);
  /** @type {LabTimeline} */
  #timeline = /** @type {any} */ (null);
  /** @type {LabHead} */
  #head = /** @type {any} */ (null);
  /** @type {EmptyLab} */
  #empty = /** @type {any} */ (null);
  /** @type {LoadBar} */
  #loadBar = /** @type {any} */ (null);
  /** @type {HTMLElement | null} */
  #switch = null;
  #hasRun = false;
  #parts = {
    notice: h("div", { class: "lab-notice", role: "status" }),
    body: h("div", { class: "lab-body" }),
  };

  /** @param {AbortSignal} signal */
  mount(signal) {
    const { notice, body } = this.#parts;
    const data = labData(this.dataset);
    this.session = new LabSession({
      transports: placesFor(this.dataset),
      chosen: placeChosen(),
      lesson: data.lesson,
      memory: tabMemory(),
    });
    const hostShut =
      this.dataset.host !== undefined && this.session.transports.every(({ id }) => id !== "host");
    if (hostShut) showNote(NO_COOKIES);
    this.#makeHead(data, signal);
    this.#grid = new ClientGrid(this.session, signal);
    this.#log = /** @type {LabLog} */ (document.createElement("lab-log"));
    this.#log.session = this.session;
    this.#log.source = new Source(document.getElementById("lesson"));
    this.#timeline = /** @type {LabTimeline} */ (document.createElement("lab-timeline"));
    this.#timeline.session = this.session;
    this.#timeline.source = this.#log.source;
    const panels = {
      clients: this.#clientsPanel(signal),
      timeline: this.#timeline,
      log: this.#log,
    };
    this.replaceChildren(this.#head.element, notice, this.#empty.element, body);
    this.#panels = new Panels(body, panels, signal);
    document.addEventListener(SCRIPT_BEGINS, () => this.#scriptBegins(), { signal });
    const usualPort = Number(this.dataset.lessonPort ?? data.port);
    followAddress(document.getElementById("lesson"), this.session, usualPort, signal);
    const draw = () => this.#draw(signal);
    this.session.events.on("change", draw, signal);
    this.session.events.on("run", () => this.#ran(), signal);
    this.addEventListener("saved-run", draw, { signal });
    this.session.events.on("clients", () => this.#drawClients(), signal);
    signal.addEventListener("abort", () => this.session.dispose(), { once: true });
    draw();
    this.#drawClients();
    this.session.find();
    for (const transport of this.session.transports) transport.prepare();
  }

  /**
   * @param {import("../../transport/transport.js").LabData} data
   * @param {AbortSignal} signal
   */
  #makeHead(data, signal) {
    const { session } = this;
    const does = { run: () => this.#run(), openSaved: () => this.#timeline.chooseSaved() };
    const loading = (/** @type {boolean} */ shown) => this.toggleAttribute("data-loading", shown);
    this.#head = new LabHead(session, signal);
    this.#empty = new EmptyLab(session, data, does, signal);
    this.#loadBar = new LoadBar(session, loading, signal);
    this.#switch = placeSwitch(session, (transport) => this.#choose(transport), signal);
  }

  /** @param {Transport} transport */
  #choose(transport) {
    keepPlace(transport.id);
    return this.session.use(transport);
  }

  /** The page has what a run needs from now on: who keeps it for later may do so. */
  #ran() {
    if (!this.#hasRun) document.dispatchEvent(new CustomEvent("lab-ran"));
    this.#hasRun = true;
    this.#drawNobody(this.session.clients.length === 0);
  }

  /** @param {AbortSignal} signal */
  #clientsPanel(signal) {
    const add = button(
      "Connect a client",
      { class: "button small add-client" },
      () => this.#add(),
      signal,
    );
    add.prepend(icon("plus"));
    const { tools, note } = clientsHead(this.session, () => this.showNewest(), signal);
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
      this.#grid.element,
    );
  }

  /** What a script does is in view, whatever the learner looked at before. */
  #scriptBegins() {
    this.#panels.unfold("clients");
    this.#grid.element.scrollTop = 0;
    this.showNewest();
  }

  /** Every panel goes to its newest row, and no arrow stays chosen. */
  showNewest() {
    this.#timeline.toNewest();
    this.#log.toNewest();
    for (const card of this.#grid.cards) card.toNewest();
  }

  #add() {
    const client = this.session.addClient();
    this.#panels.unfold("clients");
    const card = this.#grid.cardOf(client);
    card?.open();
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
    // A saved run needs no lab: it is looked at by itself.
    this.#empty.element.hidden = !untouched || saved;
    this.#parts.body.hidden = untouched && !saved;
    const place = this.#empty.element.hidden ? this.#head : this.#empty;
    keepingFocus(() => place.take(this.#switch, this.#loadBar.element));
    this.#head.draw(!noticeFor(session)?.action);
    this.#empty.draw();
    this.#drawNotice(signal);
    for (const card of this.#grid.cards) card.redraw();
    const add = this.querySelector(".clients .add-client");
    if (add instanceof HTMLButtonElement) add.disabled = session.state !== "listening";
  }

  /** @param {AbortSignal} signal */
  #drawNotice(signal) {
    const { session } = this;
    const notice = noticeFor(session);
    const { notice: place } = this.#parts;
    const said = notice ? [notice.title, notice.detail, session.transport.id].join(" ") : "";
    if (place.dataset.said === said) return;
    place.dataset.said = said;
    place.hidden = notice === null;
    place.replaceChildren();
    if (!notice) return;
    place.dataset.kind = notice.kind;
    place.append(
      h("p", {}, h("strong", {}, notice.title), ` ${notice.detail}`),
      h("div", { class: "lab-ways" }, ...this.#waysOut(notice, signal)),
    );
  }

  /**
   * @param {import("./words.js").Notice} notice
   * @param {AbortSignal} signal
   */
  #waysOut({ action, elsewhere }, signal) {
    const { transports, transport } = this.session;
    const others = elsewhere ? transports.filter((other) => other !== transport) : [];
    const primary = { class: "button small primary" };
    const ways = others.map((other) =>
      button(other.runWords, primary, () => this.#runAt(other), signal),
    );
    const again = ways.length > 0 ? { class: "button small" } : primary;
    if (action) ways.unshift(button(action, again, () => this.#run(), signal));
    return ways;
  }

  /** @param {Transport} transport */
  async #runAt(transport) {
    await this.#choose(transport);
    await this.#run();
  }

  async #run() {
    await this.session.start();
    if (this.session.state !== "listening") return;
    announce(`The server listens on ${this.session.facts?.address}`);
    const add = this.querySelector(".clients .add-client");
    // With the frame that is due anyway: to focus lays the page out at once.
    if (add instanceof HTMLElement) requestAnimationFrame(() => add.focus({ preventScroll: true }));
  }

  #drawClients() {
    this.#grid.draw();
    this.#drawNobody(this.session.clients.length === 0);
  }

  /** @param {boolean} nobody */
  #drawNobody(nobody) {
    const grid = this.#grid.element;
    const { facts, place } = this.session;
    const how =
      facts && place.command(facts) !== null
        ? "Connect a client and send it a line, or run the command above in a terminal: the log shows both."
        : `Connect a client and send it a line: the log shows what the server does. ${differenceOf(place, "lifetime")}`;
    grid.querySelector(".clients-empty")?.remove();
    if (!nobody) return;
    grid.append(h("p", { class: "clients-empty" }, h("strong", {}, "Nobody is connected. "), how));
  }
}

/**
 * @param {DOMStringMap} dataset of the lab's element
 * @returns {import("../../transport/transport.js").LabData}
 */
function labData({ lesson = "", port = "", tls }) {
  return { lesson, port: Number(port), tls: tls !== undefined };
}

/**
 * What moves from one place of the page to another loses the focus on its way.
 * @param {() => void} move
 */
function keepingFocus(move) {
  const focused = document.activeElement;
  move();
  if (focused instanceof HTMLElement && focused !== document.activeElement)
    focused.focus({ preventScroll: true });
}

customElements.define("socket-lab", SocketLab);
