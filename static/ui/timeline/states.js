// Where the server is now: for each connection the calls that block, and since
// when. Fed by events in order; a snapshot puts right what was not heard.

/**
 * @typedef {import("../../transport/transport.js").LabEvent} LabEvent
 * @typedef {import("../../transport/transport.js").Snapshot} Snapshot
 * @typedef {{ file: string, line: number }} Line
 * @typedef {{ source: Line | undefined, since: number, deadline: number | null }} Wait
 * @typedef {{ conn: number, peer: string, open: boolean, bytesIn: number, bytesOut: number,
 *   read: Wait | null, write: Wait | null }} State
 *   read and write: two goroutines can wait on one connection
 */

const MOST_CLOSED = 512;

export class States {
  /** @type {Wait | null} */
  accepting = null;
  /** @type {Map<number, State>} */
  connections = new Map();
  /** The last event that is in it. */
  at = 0;

  /** @param {LabEvent} event */
  apply(event) {
    if (event.seq <= this.at) return;
    this.at = event.seq;
    const { kind, conn } = event;
    if (kind === "stopped" || kind === "failed") this.#end();
    else if (kind === "waiting" && event.call === "accept") this.accepting = waitOf(event);
    else if (conn && kind !== "log") this.#applyTo(this.#state(conn, event.peer), event);
    if (kind === "accept") this.accepting = null;
  }

  /**
   * @param {State} state
   * @param {LabEvent} event
   */
  #applyTo(state, event) {
    const { kind, call } = event;
    if (kind === "close") close(state);
    else if (kind === "accept") state.open = true;
    else if (!state.open)
      return; // a call that its own Close ended
    else if (kind === "waiting") state[call === "write" ? "write" : "read"] = waitOf(event);
    else if (kind === "timeout") state[call === "write" ? "write" : "read"] = null;
    else if (kind === "read") {
      state.read = null;
      state.bytesIn += event.bytes ?? 0;
    } else if (kind === "write") {
      state.write = null;
      state.bytesOut += event.bytes ?? 0;
    }
  }

  /**
   * Takes the snapshot's word for how things stood, then goes on with the
   * events that came after it.
   * @param {Snapshot} snapshot
   * @param {LabEvent[]} events those still kept
   */
  reset(snapshot, events) {
    const listed = new Set(snapshot.connections.map(({ conn }) => conn));
    for (const state of this.connections.values()) if (!listed.has(state.conn)) close(state);
    this.accepting = snapshot.accepting ? waitOf(snapshot.accepting) : null;
    for (const now of snapshot.connections) {
      const state = this.#state(now.conn, now.peer);
      const wait = waitOf(now);
      Object.assign(state, { open: true, bytesIn: now.bytesIn, bytesOut: now.bytesOut });
      state.read = now.call === "read" ? wait : null;
      state.write = now.call === "write" ? wait : null;
    }
    this.at = snapshot.seq;
    for (const event of events) this.apply(event);
  }

  /** @param {number} conn */
  peerOf(conn) {
    return this.connections.get(conn)?.peer ?? "";
  }

  /**
   * Who waits at which line, by `server.go:31`.
   * @returns {Map<string, { connections: number, accepting: boolean }>}
   */
  waits() {
    /** @type {Map<string, { connections: number, accepting: boolean }>} */
    const lines = new Map();
    const add = (/** @type {Wait | null} */ wait, /** @type {boolean} */ accepting) => {
      if (!wait?.source) return;
      const key = `${wait.source.file}:${wait.source.line}`;
      const line = lines.get(key) ?? { connections: 0, accepting: false };
      if (accepting) line.accepting = true;
      else line.connections++;
      lines.set(key, line);
    };
    add(this.accepting, true);
    for (const { read, write } of this.connections.values()) {
      add(read, false);
      add(write, false);
    }
    return lines;
  }

  #end() {
    this.accepting = null;
    for (const state of this.connections.values()) close(state);
  }

  /**
   * @param {number} conn
   * @param {string | undefined} peer
   * @returns {State}
   */
  #state(conn, peer) {
    const known = this.connections.get(conn);
    if (known) {
      if (peer) known.peer = peer;
      return known;
    }
    /** @type {State} */
    const state = {
      conn,
      peer: peer ?? "",
      open: true,
      bytesIn: 0,
      bytesOut: 0,
      read: null,
      write: null,
    };
    this.connections.set(conn, state);
    if (this.connections.size > 2 * MOST_CLOSED) this.#forget();
    return state;
  }

  /** The oldest of those that have ended: a map keeps its order. */
  #forget() {
    const closed = [...this.connections.values()].filter(({ open }) => !open);
    for (const { conn } of closed.slice(0, Math.max(0, closed.length - MOST_CLOSED)))
      this.connections.delete(conn);
  }
}

/** @param {State} state */
function close(state) {
  state.open = false;
  state.read = state.write = null;
}

/**
 * @param {{ source?: Line, at?: string, since?: string, deadline?: string }} what
 * @returns {Wait}
 */
function waitOf({ source, at, since, deadline }) {
  return {
    source,
    since: Date.parse(since ?? at ?? ""),
    deadline: deadline ? Date.parse(deadline) : null,
  };
}
