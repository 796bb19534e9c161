// The interface between the page and a lab. HostTransport reaches a lab on the host
// over HTTP and WebSocket, TabTransport one in a worker of the page. Components use
// either in the same way; a transport has the texts in which the two differ.

/** @import { Files } from "./builder.js" */

/**
 * A lab, as docs/protocol.md describes it.
 * @typedef {object} LabInfo
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
 *   close-write, close, timeout, network, vanish
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
 * @property {{ error?: string }} [returned] what the server's Serve has returned; absent while it runs
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
 * What TCP knows of one end of a connection; what the lab's system cannot say is absent.
 * @typedef {object} TCPEnd
 * @property {string} [state] ESTABLISHED, CLOSE_WAIT, …
 * @property {boolean} [closed] no program has it open any more
 * @property {boolean} [vanished] its client has vanished
 * @property {{ receive: number, send: number }} [queues] in bytes
 * @property {{ roundTrip: number, retransmissions: number, window?: number }} [path]
 *   microseconds, segments, bytes
 *
 * conn: absent for a connection that the server has not accepted.
 * @typedef {{ conn?: number, peer: string, server?: TCPEnd, client?: TCPEnd }} TCPConnection
 * @typedef {{ connections: TCPConnection[] }} TCPStates
 * Where the goroutines of a lab's server are, as docs/protocol.md describes it.
 * @typedef {object} GoroutineReport
 * @property {number} count
 * @property {number} leftOver how many have outlived their connection, or Serve
 * @property {GoroutineGroup[]} groups
 * @property {number} [moreGroups] that are not listed
 * @property {string} [problem] why there is no list
 *
 * @typedef {{ function: string, source: { file: string, line: number } }} StackLine
 *
 * @typedef {object} GoroutineGroup
 * @property {number} count
 * @property {string} function
 * @property {{ file: string, line: number }} [source]
 * @property {string} wait
 * @property {string} doing
 * @property {StackLine[]} [stack] the calls that led there, innermost first
 * @property {StackLine} [started] the go statement
 * @property {number[]} [conns] that they were started for
 * @property {number} [waited] ms, at least
 * @property {"connection" | "serve"} [leftOver]
 *
 * @typedef {object} TLSInfo
 * @property {string} version
 * @property {string} cipherSuite
 * @property {string} [serverName]
 * @property {Record<string, unknown>} [certificate]
 *
 * @typedef {{ local: string, remote: string, tls?: TLSInfo }} Opened
 * @typedef {{ reason: string, detail: string }} Closed
 *
 * The events of a connection. closed is the last one and comes exactly once.
 * @typedef {object} ConnectionHandlers
 * @property {(info: Opened) => void} opened
 * @property {(bytes: Uint8Array) => void} data
 * @property {() => void} eof the server sends no more
 * @property {(closed: Closed) => void} closed
 *
 * One TCP connection to the lab. Data, half-close and close keep their order;
 * all others overtake what still waits to be sent.
 * @typedef {object} Connection
 * @property {(bytes: Uint8Array) => void} send
 * @property {() => number} pendingBytes bytes that have not left the page
 * @property {() => void} halfClose
 * @property {() => void} close
 * @property {() => void} reset
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {(network: Network) => void} setNetwork of what is sent from now on
 * @property {() => void} vanish ends it for the client, without a sign of that to the server
 *
 * What is between a client and the server: the latency one way, in ms, and how many bytes of
 * each direction wait to be read, 0 for as many as usual.
 * @typedef {{ latency: number, buffer: number }} Network
 *
 * How a client connects; docs/protocol.md has the values.
 * @typedef {object} ConnectOptions
 * @property {boolean} [plain] without TLS, also where the lab speaks it
 * @property {string} [from] its local IP address, which begins with 127
 * @property {string} [minVersion] of TLS
 * @property {string} [maxVersion] of TLS
 * @property {string} [certificate] name in the certificate that it shows
 * @property {string} [authority] who has signed that, where it is not the school's authority
 * @property {Uint8Array} [first] what it has sent before the server accepts it; without TLS
 * @property {string} [peer] the address at which the server sees the client, host and port, where
 *   another computer has connected; only of a lab in the tab
 * @property {string} [name] who that is, for learners
 *
 * @typedef {object} EventHandlers
 * @property {(events: LabEvent[], skipped: number) => void} batch
 *   in order, each event once; skipped: how many are missing before them
 * @property {(link: "live" | "reconnecting") => void} link
 * @property {(info: LabInfo | null) => void} ended
 *   no more events will come; info: the lab as it is now, null where it is gone
 *
 * @typedef {object} Lab
 * @property {LabInfo} info
 * @property {() => Promise<void>} stop
 * @property {() => Promise<Lab>} restart
 * @property {(handlers: ConnectionHandlers, options?: ConnectOptions) => Connection} connect
 * @property {(after: number, handlers: EventHandlers) => { close: () => void }} events
 * @property {() => Promise<Snapshot>} connections rejects with a Problem
 * @property {() => Promise<TCPStates>} tcp rejects with a Problem
 * @property {() => Promise<GoroutineReport>} goroutines rejects with a Problem
 * @property {() => Promise<void>} tellToStop ends the server's context, and leaves the rest to
 *   the server until stop; rejects with a Problem
 * @property {() => Promise<void>} [logGoroutines] logs where the goroutines of the program wait;
 *   rejects with a Problem; only where the program runs alone
 *
 * A version of a lesson's program that is not the lesson's: the learner's own, or a naive one
 * that the lesson warns of.
 * @typedef {object} Version
 * @property {"own" | "naive"} kind
 * @property {string} label for learners: "your version"
 * @property {Files} files its whole source
 * @property {WebAssembly.Module} [module] built from the files; without it the transport's
 *   own module has the version
 * @property {string} [program] its slug in the transport's own module
 * @property {string} [exercise] name of the exercise that it is of
 *
 * What a page knows of its lab before it runs.
 * @typedef {{ lesson: string, port: number, tls: boolean }} LabData
 *
 * @typedef {{ title: string, detail: string }} Message
 *
 * @typedef {object} StartOptions
 * @property {(done: number, total: number) => void} [progress] bytes, while something large
 *   is fetched; not called where nothing is
 * @property {Version | null} [version] what to run instead of the lesson's version; only where
 *   the transport runs versions
 *
 * @typedef {object} Transport
 * @property {string} id a key for storage and attributes; behaviour must not depend on it
 * @property {string} name for learners: "On the host"
 * @property {string} runLabel of a button: "Run on the host"
 * @property {(lab: LabData) => { title: string, text: (string | { code: string })[] }} describe
 *   what will happen when the lab is started
 * @property {(info: LabInfo) => string | null} command that connects to the lab from a
 *   terminal; null where nothing outside the page reaches it
 * @property {boolean} [runsVersions] whether it can run other versions than the lesson's
 * @property {string} [workerURL] of the script that runs modules in the page, and their checks
 * @property {{ id: string, text: string }[]} limitations what it cannot do as the host does
 * @property {{ gone: Message, lost: Message }} messages gone: the lab from before a reload does
 *   not exist any more; lost: the connection to it is lost, and it is tried again
 * @property {(lesson: string, options?: StartOptions) => Promise<Lab>} start rejects with a Problem
 * @property {(labId: string) => Promise<Lab>} resume rejects with a Problem
 * @property {() => void} prepare loads what start needs, once the page is idle and if the
 *   network is not metered
 */

/** An error with a text for learners. */
export class Problem extends Error {
  /**
   * @param {"unreachable" | "missing" | "refused"} kind
   * @param {string} title
   * @param {string} detail
   * @param {{ retryAfter?: number, canUseOtherTransport?: boolean, isFull?: boolean }} [more]
   *   retryAfter: seconds; canUseOtherTransport: another transport may work; isFull: there is no
   *   room for one more lab
   */
  constructor(kind, title, detail, more = {}) {
    super(`${title} ${detail}`);
    this.kind = kind;
    this.title = title;
    this.detail = detail;
    this.retryAfter = more.retryAfter;
    this.canUseOtherTransport = more.canUseOtherTransport ?? false;
    this.isFull = more.isFull ?? false;
  }
}
