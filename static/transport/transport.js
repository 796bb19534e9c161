// What lies between the page and a lab, whichever way the lab runs. A component
// holds a Transport and never asks which: HostTransport talks to the playground
// over HTTP and WebSocket, TabTransport to a worker that runs the lab itself.
// What a learner must know of the difference, a transport says in its own words.

/**
 * A lab's facts, as protocol.md has them.
 * @typedef {object} LabFacts
 * @property {string} id
 * @property {string} lesson
 * @property {"listening" | "stopped" | "failed"} state
 * @property {string} address
 * @property {boolean} tls
 * @property {string} [startedAt]
 * @property {string} [error]
 *
 * One thing that happened in a lab.
 * @typedef {object} LabEvent
 * @property {number} seq numbered without gaps, from 1
 * @property {string} at RFC 3339
 * @property {string} kind listening, stopped, failed, log, accept, waiting, read, write,
 *   close-write, close, timeout
 * @property {number} [conn]
 * @property {string} [peer]
 * @property {number} [bytes]
 * @property {string} [data]
 * @property {string} [level]
 * @property {string} [message]
 * @property {Record<string, string | number | boolean | null>} [attrs]
 * @property {{ file: string, line: number }} [source]
 * @property {string} [error]
 * @property {"read" | "write" | "accept"} [call] that waits, or whose deadline passed
 * @property {string} [deadline] RFC 3339, of the call that waits
 * @property {{ type: string, bytes: number }[]} [tls] the records that end in these bytes
 *
 * Where a lab's connections stand, as of event seq.
 * @typedef {object} Snapshot
 * @property {number} seq
 * @property {{ source?: { file: string, line: number }, since: string }} [accepting]
 * @property {ConnectionState[]} connections the open ones
 *
 * @typedef {object} ConnectionState
 * @property {number} conn
 * @property {string} peer
 * @property {"read" | "write" | ""} call that waits; empty: running
 * @property {{ file: string, line: number }} [source]
 * @property {string} [since]
 * @property {number} bytesIn
 * @property {number} bytesOut
 * @property {string} [deadline]
 *
 * @typedef {object} TLSFacts
 * @property {string} version
 * @property {string} cipherSuite
 * @property {string} [serverName]
 * @property {Record<string, unknown>} [certificate]
 *
 * @typedef {{ local: string, remote: string, tls?: TLSFacts }} Opened
 * @typedef {{ reason: string, detail: string }} Closed
 *
 * What a connection tells whoever opened it, closed last and exactly once.
 * @typedef {object} ConnectionHandlers
 * @property {(facts: Opened) => void} opened
 * @property {(bytes: Uint8Array) => void} data
 * @property {() => void} eof the server sends no more
 * @property {(closed: Closed) => void} closed
 *
 * One TCP connection to the lab. Data, half-close and close keep their order;
 * reset, pause and resume overtake what still waits to be sent.
 * @typedef {object} Connection
 * @property {(bytes: Uint8Array) => void} send
 * @property {() => number} unsent bytes that have not left the page
 * @property {() => void} halfClose
 * @property {() => void} close
 * @property {() => void} reset
 * @property {() => void} pause
 * @property {() => void} resume
 *
 * @typedef {object} EventHandlers
 * @property {(events: LabEvent[], skipped: number) => void} batch
 *   in order, each event once; skipped fell out of the lab's ring before them
 * @property {(link: "live" | "reconnecting") => void} link
 * @property {(facts: LabFacts | null) => void} ended
 *   no more events will come: the lab as it is now, null where it is gone
 *
 * @typedef {object} Lab
 * @property {LabFacts} facts
 * @property {() => Promise<void>} stop
 * @property {() => Promise<Lab>} restart
 * @property {(handlers: ConnectionHandlers) => Connection} connect
 * @property {(after: number, handlers: EventHandlers) => { close: () => void }} events
 * @property {() => Promise<Snapshot>} connections rejects with a Problem
 *
 * What a page knows of its lesson's lab before anything runs.
 * @typedef {{ lesson: string, port: number, tls: boolean }} LabData
 *
 * @typedef {{ title: string, detail: string }} Said
 *
 * @typedef {object} StartOptions
 * @property {(done: number, total: number) => void} [progress] bytes, while something large
 *   is fetched; not called where nothing is
 *
 * @typedef {object} Transport
 * @property {string} id a key for storage and for attributes, not to be asked for behaviour
 * @property {string} name "On the host", for people
 * @property {string} runWords "Run on the host", for a button
 * @property {(lab: LabData) => { title: string, text: (string | { code: string })[] }} about
 *   what will happen, for a lab that has not run yet
 * @property {(facts: LabFacts) => string | null} command to talk to the lab from a terminal;
 *   null where nothing outside the page reaches it
 * @property {{ id: string, text: string }[]} differences what it cannot do as the host does,
 *   a line each
 * @property {{ gone: Said, lost: Said }} words gone: a lab from before is not there any more;
 *   lost: the way to it is broken, and is being tried again
 * @property {(lesson: string, options?: StartOptions) => Promise<Lab>} start rejects with a Problem
 * @property {(labId: string) => Promise<Lab>} resume rejects with a Problem
 * @property {() => void} prepare gets ready what start needs, once the page is idle and if the
 *   connection is not metered
 */

/** What went wrong, told so that a learner knows what to do. */
export class Problem extends Error {
  /**
   * @param {"unreachable" | "missing" | "refused"} kind
   * @param {string} title
   * @param {string} detail
   * @param {{ retryAfter?: number, elsewhere?: boolean }} [more] retryAfter: seconds;
   *   elsewhere: another transport may do it
   */
  constructor(kind, title, detail, { retryAfter, elsewhere = false } = {}) {
    super(`${title} ${detail}`);
    this.kind = kind;
    this.title = title;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.elsewhere = elsewhere;
  }
}
