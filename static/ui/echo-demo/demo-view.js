/**
 * @import { LabSession } from "../../lab/session.js"
 * @import { Mark } from "../timeline/event-marks.js"
 */

import { plain, toBytes } from "../../bytes/bytes.js";
import { h } from "../dom.js";
import { sourceLocation } from "../source/source-link.js";
import { bytesOf } from "../timeline/event-marks.js";
import { routeOf, whatOf } from "../timeline/format.js";
import { TimelineModel } from "../timeline/timeline-model.js";

const MAX_LINES = 3;
const LETTERS = ["A", "B"];
const MESSAGES = ["hello", "is anybody there?"];
const IDLE_TEXT = "Nothing runs yet: the first Send starts the server.";

/** The content of `<echo-demo>`. */
export class DemoView {
  #session;
  #signal;
  #model;
  #status = h("p", { class: "demo-status", role: "status" });
  #lines = h("ol", { class: "demo-lines", "aria-label": "The newest events" });
  /** @type {Promise<boolean> | null} */
  #starting = null;

  /**
   * @param {HTMLElement} host
   * @param {LabSession} session
   * @param {AbortSignal} signal
   */
  constructor(host, session, signal) {
    this.#session = session;
    this.#signal = signal;
    this.#model = new TimelineModel(session.history);
    const { events } = session;
    events.on("change", () => this.#drawStatus(), signal);
    events.on("progress", () => this.#drawStatus(), signal);
    events.on("peers", () => this.#drawLines(), signal);
    const onRun = () => {
      this.#model = new TimelineModel(session.history);
    };
    events.on("run", onRun, signal);
    events.on(
      "batch",
      ({ events: batch, skipped }) => {
        this.#model.apply(batch, skipped);
        this.#drawLines();
      },
      signal,
    );
    signal.addEventListener("abort", () => session.dispose(), { once: true });
    const clients = LETTERS.map((letter, index) => this.#clientForm(letter, index));
    host.replaceChildren(
      h("div", { class: "demo-clients" }, ...clients),
      this.#lines,
      this.#status,
    );
    this.#drawLines();
    this.#drawStatus();
  }

  /**
   * @param {string} letter
   * @param {number} index
   */
  #clientForm(letter, index) {
    const id = `demo-${letter}`;
    const input = h("input", {
      id,
      class: "demo-input",
      type: "text",
      value: MESSAGES[index],
      maxlength: 200,
      autocomplete: "off",
      spellcheck: "false",
    });
    const answer = h("output", { class: "demo-answer", for: id }, "no answer yet");
    const send = h("button", { type: "submit", class: "button primary" }, "Send");
    send.setAttribute("aria-label", `Send as client ${letter}`);
    const form = h(
      "form",
      { class: "demo-client", "data-hue": index },
      h(
        "label",
        { for: id },
        h("span", { class: "demo-letter", "aria-hidden": "true" }, letter),
        `Client ${letter}`,
      ),
      h("div", { class: "demo-row" }, input, send),
      answer,
    );
    const onSubmit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.#send(letter, input.value, answer);
    };
    form.addEventListener("submit", onSubmit, { signal: this.#signal });
    return form;
  }

  /**
   * @param {string} letter
   * @param {string} text
   * @param {HTMLElement} answer
   */
  async #send(letter, text, answer) {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
    });
    if (!(await this.#starting) || this.#signal.aborted) return;
    const session = this.#session;
    const known = session.clients.some((client) => client.letter === letter);
    const client = session.clientByLetter(letter);
    if (!known) {
      const onReceived = (/** @type {Uint8Array} */ bytes) => {
        answer.textContent = `came back: ${plain(bytes)}`;
      };
      client.events.on("received", onReceived, this.#signal);
    }
    if (!client.live) client.open();
    client.send(toBytes(`${text}\n`));
  }

  /**
   * Starts the server, where one transport fails with another.
   * @returns {Promise<boolean>} whether the server listens
   */
  async #start() {
    const session = this.#session;
    if (session.state === "listening") return true;
    await session.resume();
    if (await session.ensureListening()) return true;
    const other = session.transports.find((transport) => transport !== session.transport);
    if (!session.problem?.canUseOtherTransport || !other) return false;
    await session.selectTransport(other);
    return session.ensureListening();
  }

  #drawStatus() {
    const text = statusText(this.#session);
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  #drawLines() {
    const marks = this.#model.rows().flatMap(({ mark }) => (mark && mark.conn > 0 ? [mark] : []));
    const lines = marks.slice(-MAX_LINES).map((mark) => this.#line(mark));
    while (lines.length < MAX_LINES) lines.push(h("li", { class: "demo-empty" }, "\u00a0"));
    if (marks.length === 0)
      lines[0]?.replaceChildren(
        "Here stands what the server does, and at which line of its source.",
      );
    this.#lines.replaceChildren(...lines);
  }

  /** @param {Mark} mark */
  #line(mark) {
    const client = this.#session.clientByPeer(mark.event.peer);
    const text = mark.event.bytes ? plain(bytesOf(mark)) : "";
    return h(
      "li",
      { "data-hue": client?.index },
      h("span", { class: "demo-route" }, routeOf(mark, client?.letter ?? "client")),
      h("span", { class: "demo-what" }, `${whatOf(mark, false)} `, h("code", {}, text)),
      h("span", { class: "demo-where" }, sourceLocation(mark.event)),
    );
  }
}

/** @param {LabSession} session */
function statusText({ state, problem, progress, info, labTransport }) {
  if (problem) return `${problem.title} ${problem.detail}`;
  if (progress && progress.total > 0)
    return `Fetching the server: ${Math.floor((100 * progress.done) / progress.total)} %`;
  if (state === "starting" || state === "finding") return "Starting the server…";
  if (state === "listening" && info)
    return `A Go server listens at ${info.address}, ${labTransport.id === "tab" ? "in this tab" : "on the host"}.`;
  return state === "none" ? IDLE_TEXT : "The server has ended. Send starts it again.";
}
