// A client's card: who it is, what was said, and what it can do next.

import { plain } from "../../bytes/bytes.js";
import { announce } from "../announce.js";
import { atNextFrame, button, h, icon } from "../dom.js";
import { HUES } from "../hues.js";
import { Piece } from "../piece.js";
import { Composer } from "./composer.js";
import { jobView, MoreMenu } from "./more-menu.js";
import { TLSView } from "./tls-facts.js";
import { TranscriptView } from "./transcript-view.js";

/**
 * @typedef {import("../../lab/client.js").Client} Client
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 */

export class LabClient extends Piece {
  /** @type {Client} */
  client = /** @type {any} */ (null);
  /** @type {LabSession} */
  session = /** @type {any} */ (null);
  /** @type {Composer} */
  #composer = /** @type {any} */ (null);
  /** @type {MoreMenu} */
  #more = /** @type {any} */ (null);
  /** @type {TranscriptView} */
  #view = /** @type {any} */ (null);
  #parts = {
    last: h("span", { class: "client-last", "aria-hidden": "true" }),
    opener: h("button", { type: "button", class: "icon-button small card-open" }),
    state: h("span", { class: "client-state" }),
    port: h("span", { class: "client-port" }),
    verbs: h("div", { class: "verbs" }),
  };

  /** @param {AbortSignal} signal */
  mount(signal) {
    const { client } = this;
    const { state, port, verbs, last, opener } = this.#parts;
    const tls = new TLSView(client);
    const drawTLS = () => tls.draw(this.session.clients);
    const name = `Client ${client.letter}`;
    this.#view = new TranscriptView(client, name, signal);
    this.#composer = new Composer(client, () => this.#again(), signal);
    this.#more = new MoreMenu(client, this.#composer, signal);
    const job = jobView(client, signal);
    this.dataset.hue = String(client.index % HUES);
    this.dataset.letter = client.letter;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", name);
    this.replaceChildren(
      h(
        "header",
        {},
        h("h3", {}, h("span", { class: "client-word" }, "Client "), client.letter),
        state,
        last,
        port,
        this.#composer.again,
        this.#more.open,
        opener,
        this.#removeButton(signal),
      ),
      tls.element,
      this.#view.element,
      job.element,
      this.#composer.element,
      verbs,
      this.#more.menu,
    );
    this.#addVerbs(signal);
    opener.replaceChildren(icon("fold"));
    this.querySelector("header")?.addEventListener("click", (event) => this.#toggle(event), {
      signal,
    });
    const drawRows = atNextFrame(() => this.#drawRows(), signal);
    client.events.on("change", () => this.redraw(), signal);
    client.events.on("rows", drawRows, signal);
    client.events.on("job", atNextFrame(job.draw, signal), signal);
    client.events.on("received", (bytes) => this.#say(bytes), signal);
    this.session.events.on("peers", drawTLS, signal);
    this.session.events.on("clients", drawTLS, signal);
    client.events.on("change", drawTLS, signal);
    client.events.on("outcome", (how) => announce(`Client ${client.letter}: ${how}`), signal);
    this.#drawRows();
    this.redraw();
    drawTLS();
  }

  get #crowd() {
    return this.parentElement?.hasAttribute("data-crowd") ?? false;
  }

  /** Shows the whole card where cards are one line each. */
  open() {
    this.toggleAttribute("data-open", true);
    this.redraw();
    this.dispatchEvent(new CustomEvent("card-open", { bubbles: true }));
  }

  shut() {
    if (!this.hasAttribute("data-open")) return;
    this.removeAttribute("data-open");
    this.redraw();
  }

  /** @param {Event} event a click on the card's head */
  #toggle({ target }) {
    const button = target instanceof Element ? target.closest("button") : null;
    if (!this.#crowd || (button && button !== this.#parts.opener)) return;
    if (this.hasAttribute("data-open")) this.shut();
    else this.open();
  }

  toNewest() {
    this.#view.toNewest();
  }

  #drawRows() {
    this.#view.draw();
    if (this.#crowd) this.#parts.last.replaceChildren(...this.#view.preview());
  }

  focusInput() {
    this.#composer.focus();
  }

  redraw() {
    const { client } = this;
    const { state, port, verbs } = this.#parts;
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    state.textContent = state.title = client.word;
    port.textContent = client.facts
      ? client.facts.local.slice(client.facts.local.lastIndexOf(":"))
      : "";
    port.title = client.facts ? `The server sees it as ${client.facts.local}` : "";
    this.dataset.phase = client.phase;
    this.#drawOpener();
    this.#composer.draw(this.session.state === "listening");
    verbs.hidden = !client.live;
    for (const verb of verbs.querySelectorAll("button")) this.#drawVerb(verb);
    this.#more.draw();
    // What was just used may be of no use any more: the focus goes on from there.
    if (focused?.matches(":disabled, [hidden]")) this.#focusSomething();
  }

  #drawOpener() {
    const { opener, last } = this.#parts;
    const open = this.hasAttribute("data-open");
    const label = `${open ? "Fold" : "Unfold"} client ${this.client.letter}`;
    opener.hidden = last.hidden = !this.#crowd;
    opener.setAttribute("aria-expanded", String(open));
    opener.setAttribute("aria-label", label);
    opener.title = label;
    if (this.#crowd) last.replaceChildren(...this.#view.preview());
  }

  /** Never the button that removes the card: the next Enter may be under way. */
  #focusSomething() {
    const usable = "button:not(:disabled, [hidden])";
    const next =
      this.querySelector(".again:not([hidden], :disabled)") ??
      this.querySelector(`.composer ${usable}`) ??
      this.querySelector(`.verbs ${usable}`) ??
      this.querySelector(".transcript");
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  /** @param {HTMLButtonElement} verb */
  #drawVerb(verb) {
    const { client } = this;
    const open = client.phase === "open";
    const name = verb.dataset.verb;
    if (!name) return;
    const slowed = client.paused || client.rate > 0;
    verb.disabled =
      name === "half-close" ? !client.canSend : name === "close" ? !client.live : !open;
    if (name === "pause") {
      verb.textContent = slowed ? "Read on" : "Pause";
      verb.title = slowed
        ? "Read again what the server sends, as fast as it comes"
        : "Stop reading: be a slow client";
    }
  }

  /** @param {AbortSignal} signal */
  #addVerbs(signal) {
    const { client } = this;
    const verbs = /** @type {[string, string, string, () => void][]} */ ([
      ["half-close", "Half-close", "Send no more, go on reading (FIN)", () => client.halfClose()],
      ["pause", "Pause", "", () => this.#pauseOrGoOn()],
      ["close", "Close", "Close the connection in good order", () => client.close()],
      ["reset", "Reset", "Break the connection off (RST)", () => client.reset()],
    ]);
    const made = verbs.map(([name, text, title, act]) =>
      button(text, { class: "verb", "data-verb": name, title }, act, signal),
    );
    this.#parts.verbs.replaceChildren(...made);
  }

  #pauseOrGoOn() {
    if (this.client.paused || this.client.rate > 0) this.client.resume();
    else this.client.pause();
  }

  /** @param {AbortSignal} signal */
  #removeButton(signal) {
    const label = `Remove client ${this.client.letter}`;
    const attributes = { class: "icon-button small", "aria-label": label, title: label };
    const remove = button("", attributes, () => this.#remove(), signal);
    remove.append(icon("close"));
    return remove;
  }

  #remove() {
    const add = this.closest("socket-lab")?.querySelector(".clients .add-client");
    this.session.removeClient(this.client);
    if (add instanceof HTMLElement) add.focus({ preventScroll: true });
  }

  #again() {
    this.client.open();
    this.focusInput();
  }

  /** @param {Uint8Array} bytes */
  #say(bytes) {
    announce(() => `Client ${this.client.letter} received ${plain(bytes.subarray(0, 80))}`);
  }
}

customElements.define("lab-client", LabClient);
