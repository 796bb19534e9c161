// What the page asks the lab that runs, beside its events: the answers do not depend on those.

import { Problem } from "../transport/transport.js";

/**
 * @import { GoroutineReport, Lab, Snapshot, TCPStates } from "../transport/transport.js"
 * @import { State } from "./session.js"
 */

export class LabQuestions {
  #session;

  /** @param {{ lab: () => Lab | null, state: () => State }} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Asks for the state of its connections.
   * @returns {Promise<Snapshot | null>} null where the lab does not answer, or another run has begun
   */
  async connections() {
    return this.#ask((lab) => lab.connections(), ["listening", "stopping"]);
  }

  /**
   * Asks what TCP knows of its connections.
   * @returns {Promise<TCPStates | null>} as connections
   */
  async tcp() {
    return this.#ask((lab) => lab.tcp(), ["listening"]);
  }

  /**
   * Asks where its goroutines are, after its end those that it has left.
   * @returns {Promise<GoroutineReport | null>} as connections
   */
  async goroutines() {
    return this.#ask((lab) => lab.goroutines(), ["listening", "stopped", "failed", "gone"]);
  }

  /** Whether the lab can say where its goroutines wait. */
  get canLogGoroutines() {
    return (
      this.#session.state() === "listening" && this.#session.lab()?.logGoroutines !== undefined
    );
  }

  /** Makes the lab log where its goroutines wait. */
  async logGoroutines() {
    try {
      await this.#session.lab()?.logGoroutines?.();
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // the lab has ended, and the log says why
    }
  }

  /**
   * @template T
   * @param {(lab: Lab) => Promise<T>} question
   * @param {State[]} states in which a lab answers
   * @returns {Promise<T | null>}
   */
  async #ask(question, states) {
    const lab = this.#session.lab();
    if (!lab || !states.includes(this.#session.state())) return null;
    try {
      const answer = await question(lab);
      return lab === this.#session.lab() ? answer : null;
    } catch (error) {
      // Without an answer the events go on. The event stream reports a lost link.
      if (error instanceof Problem) return null;
      throw error;
    }
  }
}
