import { copyButton } from "../copy-button/copy-button.js";
import { button, h } from "../dom.js";
import { ask } from "./ask.js";

/**
 * @import { Member, Room } from "../../class/board-model.js"
 *
 * Sends a change to the host. Returns null where it was not made; the page says why.
 * @callback Send
 * @param {string} method
 * @param {string} path below that of the class
 * @param {object} [body]
 * @returns {Promise<Response | null>}
 */

const MAX_NAME = 40;
const MAX_PASSPHRASE = 100;

/** What an instructor does with the room as a whole and with who is in it. */
export class RoomPanel {
  /** @type {Room | null} */
  #room = null;
  #members = 0;
  #send;
  #signal;
  #close;
  #passphrase;
  element;
  /** @type {Promise<Response | null> | null} the request for another link of the instructor */
  renewal = null;

  /**
   * @param {Send} send
   * @param {AbortSignal} signal
   */
  constructor(send, signal) {
    this.#send = send;
    this.#signal = signal;
    const small = { class: "button" };
    const toggle = { class: "button toggle" };
    this.#close = button("", toggle, () => void this.#toggleClosed(), signal);
    this.#passphrase = button("", small, () => void this.#setPassphrase(), signal);
    const renew = button("Renew my link…", small, () => void this.#renew(), signal);
    const remove = button("Delete the class…", small, () => void this.#delete(), signal);
    const tools = h("p", { class: "manage-tools" }, this.#close, this.#passphrase, renew, remove);
    this.element = h(
      "details",
      { class: "manage-panel" },
      h("summary", {}, "Manage the class"),
      tools,
    );
  }

  /**
   * @param {Room} room
   * @param {number} members
   */
  draw(room, members) {
    this.#room = room;
    this.#members = members;
    this.#close.setAttribute("aria-pressed", String(room.closed));
    this.#close.textContent = room.closed ? "Closed: open it again" : "Close the class";
    this.#passphrase.textContent = room.passphrase ? "Change the passphrase…" : "Set a passphrase…";
  }

  /** @param {import("./ask.js").Question} question */
  #ask(question) {
    // In the panel itself, closed details would hide it.
    return ask(this.element.parentElement ?? document.body, question, this.#signal);
  }

  async #toggleClosed() {
    const closed = !this.#room?.closed;
    const question = {
      title: "Close the class?",
      content: [
        h("p", {}, "Nobody can join any more, and hands cannot be raised."),
        h("p", {}, "Lessons and labs go on. You can open the class again."),
      ],
      action: "Close the class",
    };
    if (closed && (await this.#ask(question)) === null) return;
    await this.#send("PATCH", "", { closed });
  }

  async #setPassphrase() {
    const content = [
      h("p", {}, "Who joins from now on must know it. Learners who are in the class stay."),
    ];
    if (this.#room?.passphrase)
      content.push(h("p", {}, "It is set now, and cannot be shown. An empty one takes it away."));
    const passphrase = await this.#ask({
      title: "Passphrase of the class",
      content,
      field: { label: "Passphrase", value: "", maxLength: MAX_PASSPHRASE },
      action: "Set the passphrase",
    });
    if (passphrase !== null) await this.#send("PATCH", "", { passphrase });
  }

  async #renew() {
    const confirmed = await this.#ask({
      title: "Renew your link?",
      content: [
        h("p", {}, "Your present link loses its power at once, with all pages that it has opened."),
        h("p", {}, "This browser stays the instructor’s, and you get the new link."),
      ],
      action: "Renew my link",
      isLoss: true,
    });
    if (confirmed === null) return;
    this.renewal = this.#send("POST", "link");
    const answer = await this.renewal;
    if (!answer) return;
    const { link } = await answer.json();
    const text = h("code", { class: "manage-link" }, link);
    const copy = { label: "Copy the link", text: () => link, source: text };
    await this.#ask({
      title: "Your new link",
      content: [
        h("p", {}, "Keep it secret: who opens it is the instructor. It is shown this once."),
        h("p", {}, text, copyButton(copy, this.#signal)),
      ],
    });
  }

  async #delete() {
    const members = this.#members === 1 ? "1 member" : `${this.#members} members`;
    const content = [
      h("p", {}, `This deletes the class ${this.#room?.code} from the host, for good:`),
      h(
        "ul",
        {},
        h("li", {}, `${members}, with their names`),
        h("li", {}, "what each has solved, and is at"),
        h("li", {}, "the room’s code and your link"),
      ),
      h("p", {}, "Learners keep their code and progress in their own browsers."),
      h("p", {}, "Save the progress as CSV or JSON before, if you want to keep it."),
    ];
    const question = {
      title: "Delete the class?",
      content,
      action: "Delete all of it",
      isLoss: true,
    };
    if ((await this.#ask(question)) !== null) await this.#send("DELETE", "");
  }

  /** @param {Member} member */
  async rename({ id, name }) {
    const text = await this.#ask({
      title: `Another name for ${name}`,
      content: [h("p", {}, "The learner sees it as well.")],
      field: { label: "Name", value: name, maxLength: MAX_NAME },
      action: "Change the name",
    });
    if (text !== null) await this.#send("PATCH", `members/${id}`, { name: text });
  }

  /** @param {Member} member */
  async remove({ id, name }) {
    const question = {
      title: `Remove ${name}?`,
      content: [
        h("p", {}, "What they have solved is removed from the class, and stays in their browser."),
        h("p", {}, "They can join again, unless you lock the class."),
      ],
      action: "Remove",
      isLoss: true,
    };
    if ((await this.#ask(question)) !== null) await this.#send("DELETE", `members/${id}`);
  }

  /** @param {Member} member */
  async handBack({ id, name }) {
    const answer = await this.#send("POST", `members/${id}/handback`);
    if (!answer) return;
    const { code } = await answer.json();
    await this.#ask({
      title: `${name} in another browser`,
      content: [
        h("p", {}, "In the new browser they open the class’s address, choose"),
        h("p", {}, h("strong", {}, "I was in this class with another browser")),
        h("p", {}, "and type this code. It works once, within ten minutes:"),
        h("p", { class: "manage-code" }, code),
        h("p", {}, "The former browser is then in the class no more."),
      ],
    });
  }
}
