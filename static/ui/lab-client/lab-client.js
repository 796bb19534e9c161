/**
 * @import { Client } from "../../lab/client.js"
 * @import { LabSession } from "../../lab/session.js"
 *
 * What a card needs to know of where its client belongs.
 * @typedef {Pick<LabSession, "clients" | "events" | "state" | "removeClient">} ClientOwner
 */

import { plain } from "../../bytes/bytes.js";
import { announce } from "../announce.js";
import { TransientElement } from "../base-element.js";
import { CLIENT_COLORS } from "../client-colors.js";
import { atNextFrame, button, h, icon } from "../dom.js";
import { ClientActions } from "./client-actions.js";
import { Composer } from "./composer.js";
import { jobView } from "./job-view.js";
import { MoreMenu } from "./more-menu.js";
import { TLSView } from "./tls-facts.js";
import { TranscriptView } from "./transcript-view.js";

const MAX_ANNOUNCED = 80; // bytes

/**
 * `<lab-client>`: a client's card: its name and state, what it sent and received, and
 * what it can do next. Scripts make it with `new LabClient(client, session)`.
 *
 * It sets `data-letter`, `data-hue` and `data-phase`, and `data-open` while it is
 * unfolded in a crowd, which is what `data-crowd` at its parent means. Events, both
 * bubbling: "card-open" when it unfolds, "card-remove" when its client is removed.
 */
export class LabClient extends TransientElement {
  #client;
  #session;
  #transcript;
  #composer;
  #actions;
  #more;
  #preview = h("span", { class: "client-last", "aria-hidden": "true" });
  #state = h("span", { class: "client-state" });
  #port = h("span", { class: "client-port" });
  #fold;

  /**
   * @param {Client} client
   * @param {ClientOwner} session
   */
  constructor(client, session) {
    super();
    const { signal } = this;
    const { letter } = client;
    const name = `Client ${letter}`;
    this.#client = client;
    this.#session = session;
    this.#transcript = new TranscriptView(client, name, signal);
    this.#composer = new Composer(client, () => this.#reconnect(), signal);
    this.#more = new MoreMenu(client, this.#composer, signal);
    this.#actions = new ClientActions(client, signal);
    this.#fold = h("button", { type: "button", class: "icon-button small card-open" });
    this.#fold.append(icon("fold"));
    this.dataset.hue = String(client.index % CLIENT_COLORS);
    this.dataset.letter = letter;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", name);
    const tls = new TLSView(client);
    const job = jobView(client, signal);
    this.append(
      this.#header(),
      tls.element,
      this.#transcript.element,
      job.element,
      this.#composer.element,
      this.#actions.element,
      this.#more.menu,
    );
    this.#listen();
    const drawTLS = () => tls.draw(session.clients);
    client.events.on("change", drawTLS, signal);
    session.events.on("peers", drawTLS, signal);
    session.events.on("clients", drawTLS, signal);
    client.events.on("job", atNextFrame(job.draw, signal), signal);
    drawTLS();
  }

  #listen() {
    const { signal } = this;
    const { events, letter } = this.#client;
    const drawRows = atNextFrame(() => this.#drawRows(), signal);
    events.on("change", () => this.redraw(), signal);
    events.on("rows", drawRows, signal);
    events.on("received", (bytes) => announceReceived(letter, bytes), signal);
    events.on("outcome", (outcome) => announce(`Client ${letter}: ${outcome}`), signal);
  }

  connectedCallback() {
    this.#drawRows();
    this.redraw();
  }

  /** Unfolds the card, where cards are one line each. */
  open() {
    this.toggleAttribute("data-open", true);
    this.redraw();
    this.dispatchEvent(new CustomEvent("card-open", { bubbles: true }));
  }

  /** Folds the card. */
  shut() {
    if (!this.hasAttribute("data-open")) return;
    this.removeAttribute("data-open");
    this.redraw();
  }

  /** Scrolls to the newest row. */
  toNewest() {
    this.#transcript.toNewest();
  }

  focusInput() {
    this.#composer.focus();
  }

  /** Redraws what depends on the client's state, the session's, or the crowd. */
  redraw() {
    const client = this.#client;
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    this.#state.textContent = this.#state.title = client.label;
    const local = client.info?.local ?? "";
    this.#port.textContent = local.slice(local.lastIndexOf(":"));
    this.#port.title = local && `The server sees it as ${local}`;
    this.dataset.phase = client.phase;
    this.#drawFold();
    this.#composer.draw(this.#session.state === "listening");
    this.#actions.draw();
    this.#more.draw();
    // The button that was just used may be disabled or hidden now.
    if (focused?.matches(":disabled, [hidden]")) this.#moveFocus();
  }

  get #inCrowd() {
    return this.parentElement?.hasAttribute("data-crowd") ?? false;
  }

  #header() {
    const { letter } = this.#client;
    const { signal } = this;
    const label = `Remove client ${letter}`;
    const attributes = { class: "icon-button small", "aria-label": label, title: label };
    const remove = button("", attributes, () => this.#remove(), signal);
    remove.append(icon("close"));
    const header = h(
      "header",
      {},
      h("h3", {}, h("span", { class: "client-word" }, "Client "), letter),
      this.#state,
      this.#preview,
      this.#port,
      this.#composer.again,
      this.#more.open,
      this.#fold,
      remove,
    );
    header.addEventListener("click", (event) => this.#onHeaderClick(event), { signal });
    return header;
  }

  /** @param {Event} event */
  #onHeaderClick({ target }) {
    const pressed = target instanceof Element ? target.closest("button") : null;
    if (!this.#inCrowd || (pressed && pressed !== this.#fold)) return;
    if (this.hasAttribute("data-open")) this.shut();
    else this.open();
  }

  #drawRows() {
    this.#transcript.draw();
    this.#drawPreview();
  }

  #drawPreview() {
    if (this.#inCrowd) this.#preview.replaceChildren(...this.#transcript.preview());
  }

  #drawFold() {
    const open = this.hasAttribute("data-open");
    const label = `${open ? "Fold" : "Unfold"} client ${this.#client.letter}`;
    this.#fold.hidden = this.#preview.hidden = !this.#inCrowd;
    this.#fold.setAttribute("aria-expanded", String(open));
    this.#fold.setAttribute("aria-label", label);
    this.#fold.title = label;
    this.#drawPreview();
  }

  /**
   * Focuses something else in the card. It is never the button that removes the
   * card: the learner may already press Enter again.
   */
  #moveFocus() {
    const target = [
      this.#composer.again,
      ...this.#composer.element.querySelectorAll("button"),
      ...this.#actions.element.querySelectorAll("button"),
      this.querySelector(".client-transcript"),
    ].find((element) => element && !element.matches(":disabled, [hidden]"));
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  }

  #remove() {
    const parent = this.parentElement;
    this.#session.removeClient(this.#client);
    parent?.dispatchEvent(new CustomEvent("card-remove", { bubbles: true }));
  }

  #reconnect() {
    this.#client.openAgain();
    this.focusInput();
  }
}

/**
 * @param {string} letter
 * @param {Uint8Array} bytes
 */
function announceReceived(letter, bytes) {
  announce(() => `Client ${letter} received ${plain(bytes.subarray(0, MAX_ANNOUNCED))}`);
}

customElements.define("lab-client", LabClient);
