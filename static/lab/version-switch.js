// Which version of the program a session runs: the lesson's, or another one, on a transport
// that runs others.

/**
 * @import { Version } from "../transport/transport.js"
 * @import { Transport } from "../transport/transport.js"
 * @import { Attempts } from "./attempts.js"
 * @import { LabSession } from "./session.js"
 */

export class VersionSwitch {
  /** @type {Version | null} what the next start runs; null for the lesson's version */
  chosen = null;
  #session;
  #attempts;
  /** @type {Transport | null} the one that was chosen before another version than the lesson's */
  #transportBefore = null;
  /** Number of the newest call of replace. */
  #replacementId = 0;
  #replacing = 0; // calls of replace that go on
  #onReplaced;

  /**
   * @param {Pick<LabSession, "busy" | "transport" | "transports" | "selectTransport" | "start" | "stop">} session
   * @param {Attempts} attempts the session's
   * @param {() => void} onReplaced called when a replacement is over, whatever came of it
   */
  constructor(session, attempts, onReplaced) {
    this.#session = session;
    this.#attempts = attempts;
    this.#onReplaced = onReplaced;
  }

  /** Whether another version takes the place of what runs. */
  get isReplacing() {
    return this.#replacing > 0;
  }

  /**
   * Runs a version once the attempt that goes on is over. A later call takes the place of
   * one that waits.
   * @param {Version | null} version null for the lesson's
   */
  async replace(version) {
    this.#replacing++;
    try {
      await this.#replace(version);
    } finally {
      this.#replacing--;
      this.#onReplaced();
    }
  }

  /** @param {Version | null} version */
  async #replace(version) {
    const session = this.#session;
    const versionTransport = session.transports.find(({ runsVersions }) => runsVersions);
    if (version && !versionTransport) throw new Error("no transport runs other versions");
    const id = ++this.#replacementId;
    const isReplaced = async () => {
      while (session.busy) await this.#attempts.settled;
      return id !== this.#replacementId;
    };
    if (await isReplaced()) return;
    const former = this.chosen;
    if (version || former) {
      await session.stop();
      if (await isReplaced()) return;
      if (!former) this.#transportBefore = session.transport;
      const transport = version ? versionTransport : this.#transportBefore;
      const selected = session.selectTransport(transport ?? session.transport);
      this.chosen = version;
      await selected;
      if (await isReplaced()) return;
    }
    await session.start();
  }
}
