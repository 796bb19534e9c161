// What a Go program finds of an operating system in the worker: a place to
// write to. The toolchain's wasm_exec.js takes `fs` where there is one, and the
// rest of it refuses every call, as wasm_exec.js does by itself.

import { Output } from "./output.js";

/** Standard output and standard error together: the runtime's last words are there. */
export const output = new Output();

function refuse() {
  return Object.assign(new Error("not implemented"), { code: "ENOSYS" });
}

/** @typedef {(error: Error | null, done?: number) => void} Callback */

const files = {
  constants: {
    O_WRONLY: -1,
    O_RDWR: -1,
    O_CREAT: -1,
    O_TRUNC: -1,
    O_APPEND: -1,
    O_EXCL: -1,
    O_DIRECTORY: -1,
  },

  /**
   * @param {number} _fd
   * @param {Uint8Array} bytes
   */
  writeSync(_fd, bytes) {
    output.write(bytes);
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
    output.write(bytes.subarray(offset, offset + length));
    callback(null, length);
  },

  /**
   * @param {number} _fd
   * @param {Callback} callback
   */
  fsync(_fd, callback) {
    callback(null);
  },
};

/** A file system on which every other call fails; the callback comes last. */
const fs = new Proxy(files, {
  get: (target, name) =>
    Reflect.get(target, name) ?? ((/** @type {any[]} */ ...args) => args.at(-1)?.(refuse())),
});

Object.assign(globalThis, { fs });
