import { BoardModel, STANDINGS } from "../../class/board-model.js";
import { LiveSocket } from "../../class/live-socket.js";
import { lessonOfRoom } from "../../class/poll.js";
import { announce } from "../announce.js";
import { LabElement } from "../base-element.js";
import { ClassLead } from "../class-lead/class-lead.js";
import { ClassPoll } from "../class-poll/class-poll.js";
import { RoomPanel } from "../class-room/room-panel.js";
import { ClassServer } from "../class-server/class-server.js";
import { atNextFrame, h } from "../dom.js";
import { LookPlace } from "./look-place.js";
import { MemberCard, STANDING_LABELS } from "./member-card.js";

/**
 * @import { ServersState } from "../room-servers/room-servers.js"
 * @import { ClassUpdate, Member, Obstacle } from "../../class/board-model.js"
 * @import { PollState } from "../../class/poll.js"
 * @import { LessonTitles } from "../../lab/progress-history.js"
 * @import { LessonPlaces } from "../class-lead/class-lead.js"
 */

const SUBPROTOCOL = "socketschool.class.v1";
const AGING = 20_000; // ms between two looks at the clock
const MAX_OBSTACLES = 5;

const ENDS = {
  renewed: "The instructor’s link was renewed. Open the new one in this browser.",
  deleted: "The class was deleted, with all that it had.",
};

/**
 * `<class-board data-titles data-places>`: the instructor's view of a class: who needs help first,
 * what most are stuck at, and every member as they are now. The order stays while the
 * pointer or the focus is in the list.
 *
 * Attributes: `data-titles`, the LessonTitles of all lessons as JSON, and `data-places`, the
 * LessonPlaces of all. It sends no events.
 */
export class ClassBoard extends LabElement {
  #base = document.documentElement.dataset.base ?? "/";
  #model = new BoardModel();
  /** @type {Map<string, MemberCard>} */
  #cards = new Map();
  /** @type {Map<string, LessonTitles>} */
  #titles = new Map();
  #status = h("p", { class: "board-status", role: "status" });
  #counts = h("p", { class: "board-counts" });
  #full = h("p", { class: "board-full", role: "status", hidden: true });
  #lock = h("button", { type: "button", class: "button toggle" }, "Lock the class");
  #obstacles = h("ol", { class: "board-obstacles" });
  #obstacleSection = h("section", { hidden: true });
  #list = h("ol", { class: "board-members" });
  #none = h("p", { class: "board-none" });
  #isHeld = false; // the order stays
  #isOver = false; // nothing more comes, and the status says why
  /** @type {LookPlace | null} */
  #look = null;
  /** @type {RoomPanel | null} */
  #panel = null;
  /** @type {AbortSignal} */
  #signal = new AbortController().signal;

  /** @param {AbortSignal} signal */
  connected(signal) {
    this.#signal = signal;
    for (const titles of /** @type {LessonTitles[]} */ (JSON.parse(this.dataset.titles ?? "[]"))) {
      this.#titles.set(titles.slug, titles);
    }
    const draw = atNextFrame(() => this.#draw(), signal);
    this.#lock.addEventListener("click", () => this.#toggleLock(), { signal });
    this.#holdOrder(draw, signal);
    this.#obstacleSection.append(h("h2", {}, "What most are stuck at"), this.#obstacles);
    const tools = h("div", { class: "board-tools" }, this.#counts, this.#lock);
    this.#panel = new RoomPanel((...request) => this.#send(...request), signal);
    const members = h("section", {}, h("h2", {}, "Members"), this.#none, this.#list);
    /** @type {import("../class-server/class-server.js").Change} */
    const change = async (...request) => (await this.#send(...request)) !== null;
    const server = new ClassServer(this.#titles.values(), change, signal);
    /** @type {LessonPlaces[]} */
    const places = JSON.parse(this.dataset.places ?? "[]");
    let place = "";
    const room = () => lessonOfRoom(this.#model.ordered, place);
    const lead = new ClassLead(places, room, change, signal);
    const poll = new ClassPoll(change, signal);
    const overview = h("div", {}, this.#obstacleSection, members, server.timeline);
    const look = {
      base: this.#base,
      titleOf: (/** @type {string} */ lesson, /** @type {string} */ exercise) =>
        this.#titleOf(lesson, exercise),
      nameOf: (/** @type {string} */ id) => this.#model.ordered.find((m) => m.id === id)?.name,
      focus: (/** @type {string} */ id) => this.#cards.get(id)?.focus(),
    };
    this.#look = new LookPlace(overview, look, signal);
    const main = [tools, this.#full, overview, this.#look.element];
    this.replaceChildren(
      this.#status,
      h(
        "div",
        { class: "board-layout" },
        h("div", { class: "board-lead" }, lead.element, poll.element),
        h("div", { class: "board-main" }, ...main),
        h("div", { class: "board-room" }, server.element, this.#panel.element),
      ),
    );
    const take = (/** @type {ClassUpdate | ServersState | PollState} */ update) => {
      if (update.type === "servers") server.take(update);
      if (update.type === "poll") poll.take(update.poll);
      if (update.type !== "class") return; // a later version may send more
      this.#noteHands(update);
      this.#model.take(update);
      if (update.lead) {
        lead.take(update.lead);
        place = update.lead.place?.path ?? "";
      }
      draw();
    };
    this.#connect(take, signal);
    const timer = setInterval(draw, AGING);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /**
   * @param {(update: ClassUpdate | ServersState | PollState) => void} take
   * @param {AbortSignal} signal
   */
  #connect(take, signal) {
    const url = new URL(`${this.#base}api/class`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const end = new AbortController();
    const handlers = {
      message: (/** @type {ClassUpdate | ServersState | PollState} */ update) => {
        if (update.type === "ended") {
          end.abort();
          void this.#onEnd(update.reason ?? "deleted", () => this.#connect(take, signal));
          return;
        }
        take(update);
      },
      link: (/** @type {boolean} */ isOpen) => {
        if (isOpen) this.#model.clear();
        this.#status.textContent = isOpen
          ? ""
          : "The host cannot be reached: this is the class as it was. Trying again …";
      },
    };
    new LiveSocket(url.href, SUBPROTOCOL, handlers, AbortSignal.any([signal, end.signal]));
  }

  /**
   * Says why nothing more comes, unless this browser has the renewed link already.
   * @param {"renewed" | "deleted"} reason
   * @param {() => void} connect
   */
  async #onEnd(reason, connect) {
    if (reason === "renewed") {
      await this.#panel?.renewal;
      const page = await fetch(`${this.#base}class`, { method: "HEAD" }).catch(() => null);
      if (this.#signal.aborted) return;
      if (page?.status !== 403) return connect();
    }
    this.#isOver = true;
    this.#status.textContent = ENDS[reason];
    this.replaceChildren(this.#status);
  }

  /**
   * @param {() => void} draw
   * @param {AbortSignal} signal
   */
  #holdOrder(draw, signal) {
    const hold = () => {
      this.#isHeld = this.#list.matches(":hover, :focus-within");
      draw();
    };
    for (const type of ["pointerenter", "pointerleave", "focusin", "focusout"]) {
      this.#list.addEventListener(type, () => setTimeout(hold, 0), { signal });
    }
  }

  /** @param {ClassUpdate} update */
  #noteHands({ members = [] }) {
    const known = new Map(this.#model.ordered.map(({ id, hand }) => [id, hand]));
    for (const { id, name, hand } of members) {
      if (hand && known.has(id) && !known.get(id)) announce(`${name} has raised a hand.`);
    }
  }

  #draw() {
    const { room, ordered, counts, obstacles, now } = this.#model;
    if (!room) return;
    const parts = STANDINGS.filter((standing) => counts.get(standing));
    const texts = parts.map((standing) => `${counts.get(standing)} ${STANDING_LABELS[standing]}`);
    this.#counts.textContent = [`${room.present} here`, ...texts].join(" · ");
    const { inTabs } = this.#model;
    this.#full.hidden = inTabs === 0;
    const whose =
      inTabs === 1 ? "The server of 1 learner runs" : `The servers of ${inTabs} learners run`;
    this.#full.textContent = `The host is full. ${whose} in the tab instead.`;
    this.#lock.setAttribute("aria-pressed", String(room.locked));
    this.#lock.textContent = room.locked ? "Locked: let others join" : "Lock the class";
    this.#none.hidden = ordered.length > 0;
    this.#none.textContent = `Nobody has joined yet. Show the projector’s page: the code is ${room.code}.`;
    this.#panel?.draw(room, ordered.length);
    this.#drawObstacles(obstacles);
    this.#drawMembers(ordered, now);
  }

  /**
   * @param {Member[]} ordered
   * @param {number} now in ms
   */
  #drawMembers(ordered, now) {
    const there = new Set(ordered.map(({ id }) => id));
    for (const [id, card] of this.#cards) {
      if (there.has(id)) continue;
      card.element.remove();
      this.#cards.delete(id);
    }
    const titleOf = (/** @type {string} */ lesson, /** @type {string} */ exercise) =>
      this.#titleOf(lesson, exercise);
    for (const member of ordered) {
      let card = this.#cards.get(member.id);
      if (!card) {
        const actions = {
          look: (/** @type {Member} */ { id }) => this.#look?.open(id),
          lowerHand: (/** @type {Member} */ { id }) =>
            void this.#send("PATCH", `members/${id}`, { hand: false }),
          rename: (/** @type {Member} */ one) => void this.#panel?.rename(one),
          handBack: (/** @type {Member} */ one) => void this.#panel?.handBack(one),
          remove: (/** @type {Member} */ one) => void this.#panel?.remove(one),
        };
        card = new MemberCard(member, actions, this.#signal);
        this.#cards.set(member.id, card);
        if (this.#isHeld) this.#list.append(card.element);
      }
      card.draw(member, titleOf, now);
    }
    if (this.#isHeld) return;
    for (const [i, { id }] of ordered.entries()) {
      const element = /** @type {MemberCard} */ (this.#cards.get(id)).element;
      if (this.#list.children[i] !== element)
        this.#list.insertBefore(element, this.#list.children[i] ?? null);
    }
  }

  /** @param {Obstacle[]} obstacles */
  #drawObstacles(obstacles) {
    this.#obstacleSection.hidden = obstacles.length === 0;
    const rows = obstacles.slice(0, MAX_OBSTACLES).map(({ lesson, exercise, failure, members }) => {
      const who = members.map(({ name }) => name).slice(0, 3);
      const more = members.length > 3 ? ` and ${members.length - 3} more` : "";
      return h(
        "li",
        {},
        h("span", { class: "board-number" }, String(members.length)),
        h(
          "span",
          {},
          `${this.#titleOf(lesson, exercise)}: ${failure}`,
          h("span", { class: "board-who" }, `${who.join(", ")}${more}`),
        ),
      );
    });
    this.#obstacles.replaceChildren(...rows);
  }

  /**
   * @param {string} lesson
   * @param {string} exercise
   */
  #titleOf(lesson, exercise) {
    const titles = this.#titles.get(lesson);
    if (!titles) return lesson || "First page";
    return exercise ? `${titles.title}: ${titles.exercises[exercise] ?? exercise}` : titles.title;
  }

  #toggleLock() {
    void this.#send("PATCH", "", { locked: !this.#model.room?.locked });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<Response | null>} null where the change was not made
   */
  async #send(method, path, body) {
    try {
      const url = `${this.#base}api/class${path && `/${path}`}`;
      const answer = await fetch(url, {
        method,
        body: body && JSON.stringify(body),
        signal: this.#signal,
      });
      const problem = answer.ok ? "" : (await answer.json()).detail;
      if (!this.#isOver) this.#status.textContent = problem;
      return answer.ok ? answer : null;
    } catch {
      if (!this.#signal.aborted)
        this.#status.textContent = "The host cannot be reached. Nothing was changed.";
      return null;
    }
  }
}

customElements.define("class-board", ClassBoard);
