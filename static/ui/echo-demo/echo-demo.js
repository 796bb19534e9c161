// The first screen's server: two clients of the echo lesson's program, and the
// newest lines of its timeline. Nothing is fetched before a visitor sends.

import { plain, toBytes } from "../../bytes/bytes.js";
import { tabMemory } from "../../lab/memory.js";
import { placesFor } from "../../lab/places.js";
import { LabSession } from "../../lab/session.js";
import { h } from "../dom.js";
import { Piece } from "../piece.js";
import { bytesOf, whereOf } from "../timeline/steps.js";
import { Trace } from "../timeline/trace.js";
import { routeOf, whatOf } from "../timeline/words.js";

/**
 * @typedef {import("../timeline/steps.js").Step} Step
 */

const LINES = 3;
const LETTERS = ["A", "B"];
const FIRST_WORDS = ["hello", "is anybody there?"];
const AT_REST = "Nothing runs yet: the first Send starts the server.";
/** A lab in the tab ends with the page: no other page can find it again. */
const NOTHING = { getItem: () => null, setItem() {}, removeItem() {} };

export class EchoDemo extends Piece {
  /** @type {LabSession} */
  session = /** @type {any} */ (null);
  #trace = new Trace();
  #status = h("p", { class: "demo-status", role: "status" });
  #lines = h("ol", { class: "demo-lines", "aria-label": "The newest events" });
  /** @type {Promise<boolean> | null} */
  #starting = null;

  /** @param {AbortSignal} signal */
  mount(signal) {
    const transports = placesFor(this.dataset);
    if (transports.length === 0) return;
    const lesson = this.dataset.lesson ?? "";
    const memory = transports[0]?.id === "host" ? tabMemory() : NOTHING;
    this.session = new LabSession({ transports, chosen: null, lesson, memory });
    const { events } = this.session;
    events.on("change", () => this.#drawStatus(), signal);
    events.on("progress", () => this.#drawStatus(), signal);
    events.on("peers", () => this.#drawLines(), signal);
    const begin = () => {
      this.#trace = new Trace();
    };
    events.on("run", begin, signal);
    events.on(
      "batch",
      ({ events: batch, skipped }) => {
        this.#trace.take(batch, skipped);
        this.#drawLines();
      },
      signal,
    );
    signal.addEventListener("abort", () => this.session.dispose(), { once: true });
    const clients = LETTERS.map((letter, index) => this.#clientForm(letter, index, signal));
    this.replaceChildren(
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
   * @param {AbortSignal} signal
   */
  #clientForm(letter, index, signal) {
    const id = `demo-${letter}`;
    const input = h("input", {
      id,
      class: "demo-input",
      type: "text",
      value: FIRST_WORDS[index],
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
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        this.#send(letter, input.value, answer, signal);
      },
      { signal },
    );
    return form;
  }

  /**
   * @param {string} letter
   * @param {string} text
   * @param {HTMLElement} answer
   * @param {AbortSignal} signal
   */
  async #send(letter, text, answer, signal) {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
    });
    if (!(await this.#starting) || signal.aborted) return;
    const known = this.session.clients.some((client) => client.letter === letter);
    const client = this.session.clientNamed(letter);
    if (!known) {
      const show = (/** @type {Uint8Array} */ bytes) => {
        answer.textContent = `came back: ${plain(bytes)}`;
      };
      client.events.on("received", show, signal);
    }
    if (!client.live) client.open();
    client.send(toBytes(`${text}\n`));
  }

  /** @returns {Promise<boolean>} whether the server listens */
  async #start() {
    const { session } = this;
    if (session.state === "listening") return true;
    await session.find();
    if (await session.ensureListening()) return true;
    const other = session.transports.find((transport) => transport !== session.transport);
    if (!session.problem?.elsewhere || !other) return false;
    await session.use(other);
    return session.ensureListening();
  }

  #drawStatus() {
    const text = this.#statusText();
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  #statusText() {
    const { state, problem, progress, facts, place } = this.session;
    if (problem) return `${problem.title} ${problem.detail}`;
    if (progress && progress.total > 0)
      return `Fetching the server: ${Math.floor((100 * progress.done) / progress.total)} %`;
    if (state === "starting" || state === "finding") return "Starting the server…";
    if (state === "listening" && facts)
      return `A Go server listens at ${facts.address}, ${place.id === "tab" ? "in this tab" : "on the host"}.`;
    if (state === "none") return AT_REST;
    return "The server has ended. Send starts it again.";
  }

  #drawLines() {
    const steps = this.#trace.rows().flatMap(({ step }) => (step && step.conn > 0 ? [step] : []));
    const shown = steps.slice(-LINES).map((step) => this.#line(step));
    while (shown.length < LINES) shown.push(h("li", { class: "demo-empty" }, "\u00a0"));
    if (steps.length === 0)
      shown[0]?.replaceChildren(
        "Here stands what the server does, and at which line of its source.",
      );
    this.#lines.replaceChildren(...shown);
  }

  /** @param {Step} step */
  #line(step) {
    const client = this.session.clientAt(step.event.peer);
    const said = step.event.bytes ? plain(bytesOf(step)) : "";
    return h(
      "li",
      { "data-hue": client?.index },
      h("span", { class: "demo-route" }, routeOf(step, client?.letter ?? "client")),
      h("span", { class: "demo-what" }, `${whatOf(step, false)} `, h("code", {}, said)),
      h("span", { class: "demo-where" }, whereOf(step.event)),
    );
  }
}

customElements.define("echo-demo", EchoDemo);
