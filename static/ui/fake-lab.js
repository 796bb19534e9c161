// A session whose lab does what a test says, for the tests of what shows a lab.

import { Emitter } from "../core/emitter.js";
import { LabSession } from "../lab/session.js";

/**
 * @import { ConnectionHandlers, ConnectOptions, EventHandlers, LabEvent, TCPConnection } from "../transport/transport.js"
 */

export const ADDRESS = "127.0.0.1:4040";

/** The far end of a fake lab. */
export class FakeLab {
  info = { id: "x", lesson: "echo", state: "listening", address: ADDRESS, tls: false };
  /** @type {string[]} what was asked of the lab and its connections */
  calls = [];
  /** @type {FakeConnection[]} */
  connections = [];
  /** @type {EventHandlers} */
  stream = { batch() {}, link() {}, ended() {} };
  /** @type {TCPConnection[]} */
  tcp = [];
  #seq = 0;

  /** @param {Omit<LabEvent, "seq" | "at">[]} events */
  emit(...events) {
    const at = "2026-01-01T00:00:00Z";
    const numbered = events.map((event) => ({ seq: ++this.#seq, at, ...event }));
    this.stream.batch(/** @type {LabEvent[]} */ (numbered), 0);
  }

  /** The newest connection. */
  get connection() {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error("nothing has connected");
    return connection;
  }

  /** The lab as a transport gives it. */
  get lab() {
    const connect = (
      /** @type {ConnectionHandlers} */ handlers,
      /** @type {ConnectOptions} */ options,
    ) => {
      const connection = new FakeConnection(handlers, this.connections.length + 1, options);
      this.connections.push(connection);
      return connection;
    };
    return /** @type {any} */ ({
      info: this.info,
      connect,
      events: (/** @type {number} */ _after, /** @type {EventHandlers} */ handlers) => {
        this.stream = handlers;
        return { close() {} };
      },
      stop: async () => void this.calls.push("stop"),
      restart: async () => {
        this.calls.push("restart");
        return this.lab;
      },
      connections: async () => ({ seq: 0, connections: [] }),
      tcp: async () => ({ connections: this.tcp }),
      goroutines: async () => ({ count: 0, leftOver: 0, groups: [] }),
    });
  }
}

/** The far end of a client's connection. */
export class FakeConnection {
  /** @type {string[]} what the client did; bytes as text */
  calls = [];

  /**
   * @param {ConnectionHandlers} handlers
   * @param {number} number from 1
   * @param {ConnectOptions} [options]
   */
  constructor(handlers, number, options = {}) {
    this.handlers = handlers;
    this.options = options;
    this.local = `127.0.0.1:${5000 + number}`;
  }

  /** @param {object} [info] */
  open(info = {}) {
    this.handlers.opened({ local: this.local, remote: ADDRESS, ...info });
  }

  /** @param {string} text */
  receive(text) {
    this.handlers.data(new TextEncoder().encode(text));
  }

  /** @param {string} reason */
  end(reason = "eof") {
    this.handlers.closed({ reason, detail: "" });
  }

  pendingBytes() {
    return 0;
  }

  /** @param {Uint8Array} bytes */
  send(bytes) {
    this.calls.push(new TextDecoder().decode(bytes));
  }

  halfClose() {
    this.calls.push("half-close");
  }

  close() {
    this.calls.push("close");
  }

  reset() {
    this.calls.push("reset");
  }

  pause() {
    this.calls.push("pause");
  }

  resume() {
    this.calls.push("resume");
  }

  /** @param {import("../transport/transport.js").Network} network */
  setNetwork({ latency, buffer }) {
    this.calls.push(`network ${latency} ${buffer}`);
  }

  vanish() {
    this.calls.push("vanish");
  }
}

/**
 * A transport that starts the far lab.
 * @param {string} id
 * @param {FakeLab} far
 * @param {object} [overrides]
 */
export function fakeTransport(id, far, overrides = {}) {
  return /** @type {any} */ ({
    id,
    name: `At ${id}`,
    runLabel: `Run at ${id}`,
    limitations: [],
    messages: {
      gone: { title: "Gone.", detail: "It has ended." },
      lost: { title: "Lost.", detail: "Trying again." },
    },
    describe: () => ({
      title: `A server at ${id}`,
      text: ["It listens at ", { code: ADDRESS }, "."],
    }),
    command: () => `nc ${ADDRESS.replace(":", " ")}`,
    start: async () => far.lab,
    resume: async () => far.lab,
    prepare: () => {},
    ...overrides,
  });
}

/**
 * Creates a session with a far end to act on.
 * @param {object} [options]
 * @param {ReturnType<typeof fakeTransport>[]} [options.transports]
 */
export function fakeSession({ transports } = {}) {
  const far = new FakeLab();
  const session = new LabSession({
    transports: transports ?? [fakeTransport("host", far)],
    chosen: null,
    lesson: "echo",
    memory: { getItem: () => null, setItem() {}, removeItem() {} },
  });
  return { session, far };
}

/** A session that listens, and its far end. */
export async function startedSession() {
  const made = fakeSession();
  await made.session.start();
  return made;
}

/**
 * Creates what the elements of a lesson page share, with views that only record.
 * @param {LabSession} session
 */
export function fakeLessonLab(session) {
  /** @type {string[]} */
  const shown = [];
  const views = {
    oneColumn: false,
    lab: document.createElement("section"),
    show: (/** @type {string} */ view) => shown.push(view),
    viewOf: () => "lesson",
    positionOf: () => 0,
    setPosition: () => {},
    goToLab: () => shown.push("lab, focused"),
    focusLab: () => shown.push("focus"),
  };
  const lab = {
    lesson: "echo",
    session,
    events: new Emitter(),
    views,
    exampleScript: "connect a\n",
    exercise: null,
    versionSources: new Map(),
    tries: new Map(),
    ensureListening: () => session.ensureListening(),
    reportWork: () => {},
  };
  return {
    lab: /** @type {import("./lesson-lab.js").LessonLab} */ (/** @type {any} */ (lab)),
    shown,
  };
}
