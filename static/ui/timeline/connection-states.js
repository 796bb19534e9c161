// The state of each connection: the calls that block, and since when. It is computed
// from events in order; a snapshot corrects it where events were skipped.

/**
 * @import { LabEvent, Snapshot } from "../../transport/transport.js"
 *
 * @typedef {{ file: string, line: number }} Line
 * @typedef {{ source: Line | undefined, since: number, deadline: number | null }} Wait
 * @typedef {{ conn: number, peer: string, open: boolean, bytesIn: number, bytesOut: number,
 *   read: Wait | null, write: Wait | null }} State
 *   read and write: two goroutines can wait on one connection
 */

const MAX_CLOSED = 512;

export class ConnectionStates {
  /** @type {Wait | null} */
  accepting = null;
  /** @type {Map<number, State>} */
  connections = new Map();
  /** Number of the last event that was applied. */
  last = 0;

  /** @param {LabEvent} event */
  apply(event) {
    if (event.seq <= this.last) return;
    this.last = event.seq;
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
      return; // a call that the close has ended
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
   * Takes over a snapshot, then applies the events after it.
   * @param {Snapshot} snapshot
   * @param {LabEvent[]} events those that are stored, in order
   */
  reset(snapshot, events) {
    const open = new Set(snapshot.connections.map(({ conn }) => conn));
    for (const state of this.connections.values()) if (!open.has(state.conn)) close(state);
    this.accepting = snapshot.accepting ? waitOf(snapshot.accepting) : null;
    for (const listed of snapshot.connections) {
      const state = this.#state(listed.conn, listed.peer);
      const wait = waitOf(listed);
      Object.assign(state, { open: true, bytesIn: listed.bytesIn, bytesOut: listed.bytesOut });
      state.read = listed.call === "read" ? wait : null;
      state.write = listed.call === "write" ? wait : null;
    }
    this.last = snapshot.seq;
    for (const event of events) this.apply(event);
  }

  /** @param {number} conn */
  peerOf(conn) {
    return this.connections.get(conn)?.peer ?? "";
  }

  /**
   * @returns {Map<string, { connections: number, accepting: boolean }>} what waits at each line
   *   of source, by `server.go:31`
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
    if (this.connections.size > 2 * MAX_CLOSED) this.#dropClosed();
    return state;
  }

  /** Drops the oldest closed connections. A map keeps its order. */
  #dropClosed() {
    const closed = [...this.connections.values()].filter(({ open }) => !open);
    for (const { conn } of closed.slice(0, Math.max(0, closed.length - MAX_CLOSED)))
      this.connections.delete(conn);
  }
}

/** @param {State} state */
function close(state) {
  state.open = false;
  state.read = state.write = null;
}

/**
 * @param {{ source?: Line, at?: string, since?: string, deadline?: string }} event or a
 *   connection of a snapshot
 * @returns {Wait}
 */
function waitOf({ source, at, since, deadline }) {
  return {
    source,
    since: Date.parse(since ?? at ?? ""),
    deadline: deadline ? Date.parse(deadline) : null,
  };
}
