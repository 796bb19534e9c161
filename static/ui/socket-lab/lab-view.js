/**
 * @import { LabTimeline } from "../timeline/timeline.js"
 * @import { LabLog } from "../lab-log/lab-log.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { LabData, Transport } from "../../transport/transport.js"
 */

import "../lab-log/lab-log.js";
import "../timeline/timeline.js";
import { AcceptWatch } from "../../lab/accept-watch.js";
import { saveTransport } from "../../lab/preferences.js";
import { TCPWatch } from "../../lab/tcp-watch.js";
import { announce } from "../announce.js";
import { lessonFiles } from "../code-view/lesson-files.js";
import { h } from "../dom.js";
import { GoroutinePanel } from "../goroutine-panel/goroutine-panel.js";
import { showNote } from "../quiet-note/quiet-note.js";
import { RunSource } from "../source/run-source.js";
import { SourceDialog } from "../source/source-dialog.js";
import { SourceView } from "../source/source-view.js";
import { TCPPanel } from "../tcp-panel/tcp-panel.js";
import { transportSwitch } from "../transport-switch/transport-switch.js";
import { ClientsPanel } from "./clients-panel.js";
import { LabHeader } from "./header.js";
import { LoadBar } from "./load-bar.js";
import { NoticeBar } from "./notice-bar.js";
import { noticeFor } from "./notices.js";
import { Panels } from "./panels.js";
import { hideTerminalParts, updateCommands } from "./prose-commands.js";
import { StartPanel } from "./start-panel.js";

const MOVED =
  "The host has no room for another lab: your server runs in this tab, where it does the same. “On the host” above tries again.";

const NO_COOKIES =
  "This browser refuses cookies, by which the host knows whose lab is whose: your labs run in this tab.";

/** The content of `<socket-lab>`. */
export class LabView {
  #host;
  #lab;
  #session;
  #header;
  #notice;
  #startPanel;
  #loadBar;
  #transportSwitch;
  #clients;
  #timeline;
  #log;
  #panels;
  #acceptWatch;
  #body = h("div", { class: "lab-body" });
  #hasRun = false;

  /**
   * @param {HTMLElement} host
   * @param {LessonLab} lab
   * @param {AbortSignal} signal
   */
  constructor(host, lab, signal) {
    const { session, views, events } = lab;
    const data = labData(host.dataset);
    const edit = () => events.emit("edit", null);
    this.#host = host;
    this.#lab = lab;
    this.#session = session;
    if (isHostShut(host.dataset, session.transports)) showNote(NO_COOKIES);
    this.#header = new LabHeader(lab, views.lab, signal);
    const run = () => this.#run(() => session.start());
    const runLesson = () => this.#run(() => session.runLesson());
    const runExercise = () => this.#run(async () => lab.exercise?.run());
    const runOpen = () => (lab.exercise ? runExercise() : run());
    const openSaved = () => this.#timeline.chooseSaved();
    const actions = { run: runOpen, runLesson, openSaved, edit };
    this.#startPanel = new StartPanel(lab, data, actions, signal);
    const onLoading = (/** @type {boolean} */ shown) => host.toggleAttribute("data-loading", shown);
    this.#loadBar = new LoadBar(session, onLoading, signal);
    const choose = (/** @type {Transport} */ transport) => this.#useTransport(transport);
    this.#transportSwitch = transportSwitch(session, choose, signal);
    const runOn = (/** @type {Transport} */ transport) => this.#runOn(transport);
    const openCode = () => this.#openCode();
    this.#notice = new NoticeBar(lab, { run, runExercise, runOn, openCode }, signal);
    const article = document.getElementById("lesson");
    const lessonSource = new SourceView(article, views, signal);
    const dialog = new SourceDialog(signal);
    const source = new RunSource(session, {
      lesson: lessonSource,
      others: lab.versionSources,
      lessonFiles: once(() => (article ? lessonFiles(article) : {})),
      open: (code, file, line) => dialog.open(code, file, line),
    });
    const onAdd = () => this.#panels.unfold("clients");
    const showNewest = () => this.#showNewest();
    this.#clients = new ClientsPanel(session, { onAdd, showNewest, edit }, signal);
    this.#timeline = /** @type {LabTimeline} */ (document.createElement("lab-timeline"));
    this.#log = /** @type {LabLog} */ (document.createElement("lab-log"));
    const tcp = new TCPWatch(session, signal);
    Object.assign(this.#timeline, { session, source, tcp });
    Object.assign(this.#log, { session, source });
    host.replaceChildren(
      this.#header.element,
      this.#notice.element,
      this.#startPanel.element,
      this.#body,
      dialog.element,
    );
    const panels = { clients: this.#clients.element, timeline: this.#timeline, log: this.#log };
    this.#panels = new Panels(this.#body, panels, signal);
    for (const side of [
      new TCPPanel(session, tcp, signal),
      new GoroutinePanel(session, source, signal),
    ]) {
      this.#body.append(side.element);
      this.#log.querySelector(".log-tools")?.before(side.opener);
    }
    this.#acceptWatch = new AcceptWatch(session, () => this.#onAcceptWatch(), signal);
    const usualPort = Number(host.dataset.lessonPort ?? data.port);
    hideTerminalParts(article);
    updateCommands(article, session, usualPort, signal);
    this.#listen(lab, signal);
    this.#draw();
    session.resume();
    for (const transport of session.transports) transport.prepare();
  }

  /**
   * @param {LessonLab} lab
   * @param {AbortSignal} signal
   */
  #listen({ session, events }, signal) {
    events.on("play", () => this.#onScript(), signal);
    events.on("exercise", () => this.#draw(), signal);
    events.on("publish", () => this.#draw(), signal);
    session.events.on("change", () => this.#draw(), signal);
    session.events.on("run", () => this.#onRun(), signal);
    session.events.on("moved", () => showNote(MOVED), signal);
    this.#host.addEventListener("saved-run", () => this.#draw(), { signal });
    signal.addEventListener("abort", () => session.dispose(), { once: true });
  }

  /**
   * Stores the learner's choice and uses it.
   * @param {Transport} transport
   */
  #useTransport(transport) {
    saveTransport(transport.id);
    return this.#session.selectTransport(transport);
  }

  /** Reports the first run: what it has fetched can be kept for offline use. */
  #onRun() {
    if (!this.#hasRun) document.dispatchEvent(new CustomEvent("lab-ran"));
    this.#hasRun = true;
    this.#clients.drawEmpty();
  }

  #onAcceptWatch() {
    if (this.#acceptWatch.overdue) this.#session.logGoroutines();
    this.#draw();
  }

  /** Shows what a script does, whatever the learner looked at before. */
  #onScript() {
    this.#panels.unfold("clients");
    this.#clients.scrollToTop();
    this.#showNewest();
  }

  /** Scrolls every panel to its newest row and clears the timeline's selection. */
  #showNewest() {
    this.#timeline.toNewest();
    this.#log.toNewest();
    this.#clients.toNewest();
  }

  #draw() {
    const host = this.#host;
    const session = this.#session;
    const untouched = session.info === null;
    const saved = this.#timeline.hasContent;
    host.dataset.state = session.state;
    host.dataset.link = session.link;
    host.toggleAttribute("data-untouched", untouched);
    // A saved run can be looked at without a lab.
    const showsStart = untouched && !saved;
    this.#startPanel.element.hidden = !showsStart;
    this.#body.hidden = showsStart;
    const place = showsStart ? this.#startPanel : this.#header;
    // An exercise runs in the tab alone.
    if (this.#transportSwitch)
      this.#transportSwitch.hidden = showsStart && this.#lab.exercise !== null;
    keepFocus(() => place.take(this.#transportSwitch, this.#loadBar.element));
    this.#header.draw(!noticeFor(this.#lab)?.action);
    this.#startPanel.draw();
    this.#notice.draw(this.#acceptWatch.overdue);
    this.#clients.draw();
  }

  /** @param {Transport} transport */
  async #runOn(transport) {
    await this.#useTransport(transport);
    await this.#run(() => this.#session.start());
  }

  /** Shows the code of the version that ended with the page. */
  #openCode() {
    const source = this.#lab.versionSources.get("own");
    void source?.openExercise?.(this.#session.lostVersion?.exercise ?? "");
  }

  /** @param {() => Promise<void>} start */
  async #run(start) {
    await start();
    if (this.#session.state !== "listening") return;
    announce(`The server listens on ${this.#session.info?.address}`);
    // At the next frame: focusing forces a layout, which that frame needs anyway.
    requestAnimationFrame(() => this.#clients.focusAdd());
  }
}

/**
 * @template {object} T
 * @param {() => T} make
 * @returns {() => T} calls make the first time only
 */
function once(make) {
  /** @type {T | null} */
  let made = null;
  return () => (made ??= make());
}

/**
 * @param {DOMStringMap} dataset of the host element
 * @returns {LabData}
 */
function labData({ lesson = "", port = "", tls }) {
  return { lesson, port: Number(port), tls: tls !== undefined };
}

/**
 * @param {DOMStringMap} dataset of the host element
 * @param {readonly Transport[]} transports
 * @returns {boolean} whether the page has a host that the browser keeps it from
 */
function isHostShut(dataset, transports) {
  return dataset.host !== undefined && transports.every(({ id }) => id !== "host");
}

/**
 * Moves elements within the page without losing the focus.
 * @param {() => void} move
 */
function keepFocus(move) {
  const focused = document.activeElement;
  move();
  if (focused instanceof HTMLElement && focused !== document.activeElement)
    focused.focus({ preventScroll: true });
}
