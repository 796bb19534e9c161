// The file system of a Go program in the worker: it can write output, its standard input
// is empty, and there are no files. wasm_exec.js uses globalThis.fs if it is set.
//
// While the program runs it takes what it prints itself, with socketschoolPrint, and a
// word about a call that fails here, with socketschoolWarn (wasm/worker/output.go).

import { NO_FILES, NO_NETWORK } from "./limitations.js";
import { ProgramOutput } from "./program-output.js";

export const output = new ProgramOutput();

const STDIN = 0;

/** For so long a program may print before the worker takes messages of the page, in ms. */
const MAX_TURN = 50;

/** Package net reads these before it asks for a name's address. */
const NETWORK_FILES = new Set(["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"]);

/**
 * What package net says of an address outside: it has a network in memory, in which
 * nothing else listens.
 */
const NOTHING_LISTENS = /\b(?:dial \w+ [^"]*connection refused|write udp [^"]*connection reset)/i;

/** As on Linux. Go passes them on. */
const constants = {
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 64,
  O_EXCL: 128,
  O_TRUNC: 512,
  O_APPEND: 1024,
  O_DIRECTORY: 65_536,
};

/**
 * @typedef {(error: Error | null, done?: number) => void} Callback
 *
 * @typedef {object} Scope
 * @property {(bytes: Uint8Array, here: boolean) => void} [socketschoolPrint] here: the program
 *   prints it in this very call
 * @property {(text: string) => void} [socketschoolWarn]
 */

const scope = /** @type {Scope} */ (globalThis);

/** Calls functions in later turns of the event loop, without a timer's delay. */
const turns = new MessageChannel();
/** @type {(() => void)[]} */
const later = [];
let turnBegan = performance.now();
/** @type {Set<string>} */
const warnings = new Set();

turns.port1.onmessage = () => {
  turnBegan = performance.now();
  later.shift()?.();
};

/** @param {() => void} work for a later turn */
function defer(work) {
  later.push(work);
  turns.port2.postMessage(null);
}

/**
 * Returns to the program, now or, if it has kept the worker busy for long, in a later turn.
 * @param {() => void} back
 */
function goBack(back) {
  if (performance.now() - turnBegan < MAX_TURN) back();
  else defer(back);
}

/** Reports what print and println have written: during the call, Go cannot be called. */
function reportPrinted() {
  const text = output.takePrinted();
  if (text !== "") scope.socketschoolPrint?.(new TextEncoder().encode(text), false);
}

/** @param {string} text said once in a run */
function warn(text) {
  if (!warnings.has(text)) scope.socketschoolWarn?.(text);
  warnings.add(text);
}

/**
 * Warns where the program has logged or printed that nothing listens. It does so in a later
 * turn: Go cannot be called while it posts.
 * @param {string} events as JSON
 */
export function explainRefusals(events) {
  if (!warnings.has(NO_NETWORK) && NOTHING_LISTENS.test(events)) defer(() => warn(NO_NETWORK));
}

/** @param {string} code of an error that Go knows */
function fail(code, why = NO_FILES) {
  warn(why);
  return Object.assign(new Error(code), { code });
}

const files = {
  constants,

  /**
   * The runtime writes its last words so, and print and println write so, too.
   * @param {number} _fd
   * @param {Uint8Array} bytes
   */
  writeSync(_fd, bytes) {
    output.writeDirectly(bytes);
    defer(reportPrinted);
    return bytes.length;
  },

  /**
   * @param {number} _fd
   * @param {Uint8Array} bytes
   * @param {number} offset
   * @param {number} length
   * @param {number | null} _position
   * @param {Callback} callback
   */
  write(_fd, bytes, offset, length, _position, callback) {
    const written = bytes.subarray(offset, offset + length);
    reportPrinted();
    output.write(written);
    scope.socketschoolPrint?.(written, true);
    goBack(() => callback(null, length));
  },

  /**
   * @param {number} fd
   * @param {Uint8Array} _buffer
   * @param {number} _offset
   * @param {number} _length
   * @param {number | null} _position
   * @param {Callback} callback
   */
  read(fd, _buffer, _offset, _length, _position, callback) {
    callback(fd === STDIN ? null : fail("EBADF"), 0); // 0 bytes: the end
  },

  /**
   * @param {string} path
   * @param {number} flags
   * @param {number} _mode
   * @param {Callback} callback
   */
  open(path, flags, _mode, callback) {
    if (NETWORK_FILES.has(path)) return callback(fail("ENOENT", NO_NETWORK));
    const writes = flags & (constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT);
    callback(fail(writes ? "EROFS" : "ENOENT"));
  },

  /**
   * @param {number} _fd
   * @param {Callback} callback
   */
  fsync(_fd, callback) {
    callback(null);
  },
};

/** Calls that ask what there is. All others would change something. */
const QUESTIONS = new Set(["stat", "lstat", "readdir", "readlink"]);

/** Fails every other call; the callback is the last argument. */
const fs = new Proxy(files, {
  get: (target, name) =>
    Reflect.get(target, name) ??
    ((/** @type {any[]} */ ...args) =>
      args.at(-1)?.(fail(QUESTIONS.has(String(name)) ? "ENOENT" : "EROFS"))),
});

Object.assign(globalThis, { fs });
