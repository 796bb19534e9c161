const MAX_MESSAGES = 100;

/** The messages a client has sent, to be recalled one by one. */
export class MessageHistory {
  /** @type {string[]} the newest last */
  #messages = [];
  /** Index of the current message; the length is the draft's. */
  #current = 0;
  #draft = "";

  /**
   * Adds a message, and goes back to an empty draft. An empty message or one equal
   * to the newest is not added. At most MAX_MESSAGES are kept.
   * @param {string} text
   */
  add(text) {
    if (text !== "" && this.#messages.at(-1) !== text) this.#messages.push(text);
    this.#messages = this.#messages.slice(-MAX_MESSAGES);
    this.#current = this.#messages.length;
  }

  /**
   * Goes to an earlier or later message.
   * @param {-1 | 1} offset
   * @param {string} text as it stands; it is kept while it is the draft
   * @returns {string | null} the message, or null where there is none
   */
  move(offset, text) {
    const next = this.#current + offset;
    if (next < 0 || next > this.#messages.length) return null;
    if (this.#current === this.#messages.length) this.#draft = text;
    this.#current = next;
    return this.#messages[next] ?? this.#draft;
  }
}
