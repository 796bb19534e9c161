import { LiveSocket } from "../../class/live-socket.js";
import { Reports } from "../../class/reports.js";
import { localStore } from "../../core/storage.js";
import { announce } from "../announce.js";
import { LabElement } from "../base-element.js";
import { ClassFollow } from "../class-follow/class-follow.js";
import { requestContext } from "../context.js";
import { h, icon } from "../dom.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { RoomServers } from "../room-servers/room-servers.js";
import { showLeft } from "./left-notice.js";
import { LookShare } from "./look-share.js";

/**
 * @import { Lead } from "../../class/lead.js"
 * @import { PollState } from "../../class/poll.js"
 * @import { ServersState } from "../room-servers/room-servers.js"
 * @import { LeaveReason } from "./left-notice.js"
 *
 * What the host sends: the member's state.
 * @typedef {object} MemberState
 * @property {"member" | "removed"} type
 * @property {LeaveReason} [reason] of "removed"
 * @property {string} name
 * @property {string} room
 * @property {boolean} hand
 * @property {boolean} closed
 * @property {boolean} visible the instructor may look at code, results and timeline
 * @property {boolean} watched and does now
 */

const SUBPROTOCOL = "socketschool.member.v1";
const ROOM = "socketschool.class.room"; // key of the code of the class that this browser is in

/**
 * `<class-member>`: who the learner is in a class, with a button to raise a hand and
 * a menu by which they decline to be looked at, or a link to join one. While it is in the page it reports what the learner does. It has no
 * attributes and sends no events.
 */
export class ClassMember extends LabElement {
  #base = document.documentElement.dataset.base ?? "/";
  #lesson = document.getElementById("lesson")?.dataset.lesson ?? "";
  #name = h("span", { class: "member-name" });
  #handWord = h("span", { class: "bar-word" });
  #hand = h(
    "button",
    { type: "button", class: "button small toggle" },
    h("span", { class: "bar-word-icon" }, icon("hand")),
    this.#handWord,
  );
  /** @type {LiveSocket | null} */
  #socket = null;
  #hasHand = false;
  #servers = new RoomServers();
  /** @type {LookShare | null} */
  #look = null;
  /** @type {ClassFollow | null} */
  #follow = null;

  /** @param {AbortSignal} signal */
  async connected(signal) {
    this.#hand.addEventListener("click", () => this.#raise(), { signal });
    const member = await this.#fetchMember(signal);
    if (signal.aborted) return;
    if (member) this.#enter(signal);
    else this.#drawOutside();
    if (member === null) this.#sayLeft("gone", signal);
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<MemberState | null | undefined>} null where the browser is in no class,
   *   undefined where the host is away
   */
  async #fetchMember(signal) {
    try {
      const answer = await fetch(`${this.#base}api/member`, { signal });
      return answer.ok ? (await answer.json()).member : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Says why the learner is in the class no more, if this browser was in one.
   * @param {LeaveReason} reason
   * @param {AbortSignal} signal
   */
  #sayLeft(reason, signal) {
    const room = localStore.getItem(ROOM);
    if (room) showLeft(room, reason, signal);
    localStore.removeItem(ROOM);
  }

  #drawOutside() {
    document.documentElement.toggleAttribute("data-class", false);
    this.replaceChildren(
      h("a", { href: `${this.#base}join`, class: "member-join" }, "Join a class"),
    );
  }

  /** @param {AbortSignal} signal */
  #enter(signal) {
    const url = new URL(`${this.#base}api/member`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const reports = new Reports(
      (report) => this.#socket?.send({ type: "work", lesson: this.#lesson, ...report }) ?? false,
    );
    signal.addEventListener("abort", () => reports.stop(), { once: true });
    const leave = new AbortController();
    this.#follow = null;
    const handlers = {
      message: (
        /** @type {MemberState | ServersState | Lead | PollState | { type: "taken", id: string }} */ state,
      ) => {
        if (state.type === "member") {
          this.#follow ??= new ClassFollow(state.room, life);
          this.#draw(state);
        }
        if (state.type === "servers") this.#servers.take(state);
        if (state.type === "lead") this.#follow?.take(state);
        if (state.type === "taken") reports.taken(state.id);
        if (state.type === "poll") this.#follow?.takePoll(state.poll);
        if (state.type !== "removed") return; // a later version may send more
        leave.abort();
        this.#servers.clear();
        this.#drawOutside();
        this.#sayLeft(state.reason ?? "gone", signal);
      },
      link: (/** @type {boolean} */ isOpen) => {
        this.toggleAttribute("data-offline", !isOpen);
        this.#hand.disabled = !isOpen;
        if (!isOpen) this.#look?.stop();
        if (isOpen) reports.resend();
      },
    };
    const life = AbortSignal.any([signal, leave.signal]);
    const lab = requestContext(this, LESSON_LAB);
    if (lab) lab.session.movesWhenFull = true;
    this.#servers.enter(lab, life);
    this.#look = new LookShare(lab, this.#base, life);
    this.#socket = new LiveSocket(url.href, SUBPROTOCOL, handlers, life);
    lab?.events.on("work", (report) => reports.add(report), life);
    reports.add({ activity: "reading" });
    // Reading leaves no other trace.
    const read = () => reports.add({ activity: "reading" });
    document.addEventListener("scroll", read, { signal: life, capture: true, passive: true });
  }

  #raise() {
    this.#socket?.send({ type: "hand", raised: !this.#hasHand });
  }

  /** @param {MemberState} state */
  #draw(state) {
    const { name, room, hand, closed } = state;
    localStore.setItem(ROOM, room);
    document.documentElement.toggleAttribute("data-class", true);
    if (this.#hasHand && !hand) announce("Your hand is down.");
    this.#hasHand = hand;
    this.#name.textContent = closed ? `${name}: the class is over` : name;
    this.#name.title = `You are in the class ${room} as ${name}`;
    this.#handWord.textContent = hand ? "Hand raised" : "Raise hand";
    this.#hand.setAttribute("aria-pressed", String(hand));
    this.#hand.hidden = closed;
    this.#look?.draw(state);
    const buttons = [this.#hand, this.#servers.open, this.#follow?.later ?? ""];
    const parts = [this.#look?.element ?? "", this.#name, ...buttons];
    if (!this.contains(this.#name)) this.replaceChildren(...parts);
  }
}

customElements.define("class-member", ClassMember);
