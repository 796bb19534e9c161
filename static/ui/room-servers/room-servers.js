import { announce } from "../announce.js";
import { button, h, icon } from "../dom.js";
import { PublishSection } from "./publish-section.js";
import { ServerRow } from "./server-row.js";

/**
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { RoomServer } from "./server-clients.js"
 *
 * What the host sends of the servers of the class.
 * @typedef {object} ServersState
 * @property {"servers"} type
 * @property {boolean} publish members may publish theirs
 * @property {boolean} [names] the projector's page shows whose clients the class's server has
 * @property {RoomServer[]} servers
 */

/**
 * The servers of the class on a learner's page: a button for the bar, and a panel over the
 * page with the learner's clients of them.
 */
export class RoomServers {
  /** @type {Map<string, ServerRow>} */
  #rows = new Map();
  #list = h("ul", { class: "room-server-list" });
  #panel = h("section", { class: "room-panel", id: "room-panel", tabindex: "-1", hidden: true });
  /** @type {PublishSection | null} null on a page without a lab */
  #publish = null;
  /** @type {AbortSignal} */
  #signal = new AbortController().signal;
  open = h("button", {
    type: "button",
    class: "button small toggle room-open",
    "aria-expanded": "false",
    hidden: true,
  });

  /**
   * @param {LessonLab | null} lab of the page
   * @param {AbortSignal} signal the learner has left the class, or the page
   */
  enter(lab, signal) {
    this.#signal = signal;
    this.#publish = lab && new PublishSection(lab, () => this.#show(true), signal);
    this.open.setAttribute("aria-controls", this.#panel.id);
    this.#panel.setAttribute("aria-label", "Servers of the class");
    const attributes = { class: "icon-button", "aria-label": "Close", title: "Close" };
    const close = button("", attributes, () => this.#show(false), signal);
    close.append(icon("close"));
    const head = h("header", {}, h("h2", {}, "Servers of the class"), close);
    this.#panel.replaceChildren(head, this.#list, this.#publish?.element ?? "");
    document.body.append(this.#panel);
    this.open.addEventListener("click", () => this.#show(this.#panel.hidden !== false), { signal });
    this.#panel.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.#list.addEventListener("card-remove", () => this.#forgetEnded(), { signal });
    signal.addEventListener("abort", () => this.clear(), { once: true });
  }

  /** @param {ServersState} state */
  take({ publish, servers }) {
    this.#publish?.allow(publish);
    const there = new Set(servers.map(({ id }) => id));
    for (const [id, row] of this.#rows) if (!there.has(id)) row.end();
    for (const server of servers) {
      const row = this.#rows.get(server.id);
      if (row) row.draw(server);
      else this.#add(server);
    }
    this.#forgetEnded(there);
    this.#drawButton();
  }

  /** The learner is in no class any more. */
  clear() {
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#panel.remove();
    this.open.hidden = true;
  }

  /** @param {RoomServer} server */
  #add(server) {
    const row = new ServerRow(server, this.#signal);
    this.#rows.set(server.id, row);
    this.#list.append(row.element);
    announce(
      server.name ? `${server.name} has published a server.` : "The class has a server now.",
    );
  }

  /** @param {Set<string>} [there] ids of the servers that run */
  #forgetEnded(there = this.#running) {
    this.#running = there;
    for (const [id, row] of this.#rows) {
      if (there.has(id) || row.isUsed) continue;
      row.remove();
      this.#rows.delete(id);
    }
    this.#drawButton();
  }

  /** @type {Set<string>} */
  #running = new Set();

  #drawButton() {
    const count = this.#running.size;
    if (count === 0 && this.#publish?.isShown) {
      this.open.replaceChildren("Publish", h("span", { class: "bar-word" }, " a server"));
      this.open.hidden = false;
      return;
    }
    const word = h("span", { class: "room-open-word" }, count > 1 ? "class " : "Class ");
    const parts = count > 1 ? [`${count} `, word, "servers"] : [word, "server"];
    this.open.replaceChildren(h("span", {}, ...parts));
    this.open.hidden = this.#rows.size === 0 && !this.#publish?.isShown;
    if (this.open.hidden) this.#show(false);
  }

  /** @param {boolean} shown */
  #show(shown) {
    if (this.#panel.hidden !== shown) return;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidden = !shown;
    this.open.setAttribute("aria-expanded", String(shown));
    if (shown) this.#panel.focus({ preventScroll: true });
    else if (hadFocus) this.open.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    this.#show(false);
  }
}
