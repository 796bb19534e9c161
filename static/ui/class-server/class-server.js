import { announce } from "../announce.js";
import { button, h } from "../dom.js";
import { roomTimeline } from "./room-timeline.js";
import { serverState } from "./server-state.js";

/**
 * @import { RoomServer } from "../room-servers/server-clients.js"
 * @import { ServersState } from "../room-servers/room-servers.js"
 * @import { LessonTitles } from "../../lab/progress-history.js"
 *
 * Asks the host for a change of the class: true if it was made.
 * @typedef {(method: string, path: string, body?: object) => Promise<boolean>} Change
 */

const USUAL_LESSON = "broadcast";

/**
 * What the instructor does with servers of the class: the one for the room with its
 * timeline, and whether members may publish theirs.
 */
export class ClassServer {
  #lesson = h("select", { "aria-label": "Server to start for the class" });
  #start;
  #state = h("p", { class: "class-server-state" });
  #publish;
  #published = h("ul", { class: "class-server-published" });
  /** Shows what the room's own server does. */
  timeline = h("div", { class: "class-server-timeline" });
  #mayPublish = false;
  #names;
  #showsNames = false;
  /** @type {RoomServer | null} the room's own */
  #own = null;
  #lost = ""; // id of the one whose host has gone
  #shown = new AbortController();
  #signal;
  element;

  /**
   * @param {Iterable<LessonTitles>} lessons
   * @param {Change} change
   * @param {AbortSignal} signal
   */
  constructor(lessons, change, signal) {
    this.#signal = signal;
    for (const { slug, title, tryIts } of lessons) {
      if (Object.keys(tryIts).length > 0) this.#lesson.append(h("option", { value: slug }, title));
    }
    this.#lesson.value = USUAL_LESSON;
    const toggle = () =>
      void (this.#own
        ? change("DELETE", "server")
        : change("POST", "server", { lesson: this.#lesson.value }));
    this.#start = button("Start a server for the class", { class: "button" }, toggle, signal);
    const permit = () => void change("PATCH", "", { publish: !this.#mayPublish });
    const toggleClass = { class: "button toggle", "aria-pressed": "false" };
    this.#publish = button("Let learners publish servers", toggleClass, permit, signal);
    const name = () => void change("PATCH", "", { names: !this.#showsNames });
    this.#names = button("Names on the projector", toggleClass, name, signal);
    const tools = h(
      "div",
      { class: "class-server-tools" },
      this.#lesson,
      this.#start,
      this.#publish,
      this.#names,
    );
    this.element = h(
      "section",
      { class: "class-server" },
      h("h2", {}, "Servers"),
      tools,
      this.#state,
      this.#published,
    );
  }

  /** @param {ServersState & { lost?: RoomServer }} state */
  take({ publish, names = false, servers, lost }) {
    this.#showsNames = names;
    this.#names.setAttribute("aria-pressed", String(names));
    this.#mayPublish = publish;
    this.#publish.setAttribute("aria-pressed", String(publish));
    const own = servers.find(({ member }) => !member) ?? null;
    if (own?.id !== this.#own?.id) void this.#show(own);
    this.#lesson.disabled = own !== null;
    if (own) this.#lesson.value = own.lesson;
    this.#start.textContent = own ? "End it" : "Start a server for the class";
    this.#state.textContent = serverState(own, lost);
    if (lost && lost.id !== this.#lost) announce(this.#state.textContent);
    this.#lost = lost?.id ?? "";
    const rows = servers.filter(({ member }) => member);
    this.#published.replaceChildren(
      ...rows.map(({ name, title, address }) =>
        h("li", {}, `${name} publishes a server of ${title}: `, h("code", {}, address ?? "")),
      ),
    );
  }

  /** @param {RoomServer | null} own */
  async #show(own) {
    this.#own = own;
    this.#shown.abort();
    this.#shown = new AbortController();
    const life = AbortSignal.any([this.#signal, this.#shown.signal]);
    this.timeline.replaceChildren();
    if (!own) return;
    const timeline = await roomTimeline(own, life);
    if (!life.aborted) this.timeline.replaceChildren(timeline);
  }
}
