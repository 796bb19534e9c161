// A file system in memory, with those calls of Node's fs that Go's compiler and linker
// make. wasm_exec.js uses globalThis.fs if it is set.

/**
 * @typedef {(error: Error | null, result?: any) => void} Callback
 *
 * @typedef {object} OpenFile
 * @property {string} path
 * @property {Entry} entry
 * @property {number} at next position
 * @property {boolean} append
 *
 * A file's content is the first `size` bytes. `shared` bytes are never written to.
 * @typedef {{ bytes: Uint8Array, size: number, shared: boolean }} Entry
 */

/** As on Linux. */
const constants = {
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 64,
  O_EXCL: 128,
  O_TRUNC: 512,
  O_APPEND: 1024,
  O_DIRECTORY: 65_536,
};

const MODE_FILE = 0o100_644;
const MODE_FOLDER = 0o040_755;
const STANDARD = 2; // the highest of the descriptors for input and output

/** @param {string} code of an error that Go knows */
function failure(code) {
  return Object.assign(new Error(code), { code });
}

export class MemoryFS {
  constants = constants;
  /** @type {Map<string, Entry>} by absolute path */
  #files = new Map();
  #folders = new Set(["/", "/tmp"]);
  /** @type {Map<number, OpenFile>} */
  #open = new Map();
  #next = STANDARD + 1;
  #print;

  /**
   * @param {string} cwd absolute path of the working folder
   * @param {(bytes: Uint8Array) => void} print takes standard output and standard error
   */
  constructor(cwd, print) {
    this.cwd = cwd;
    this.#folders.add(cwd);
    this.#print = print;
  }

  /**
   * Adds a file and the folders above it.
   * @param {string} path
   * @param {Uint8Array} bytes are never changed
   */
  add(path, bytes) {
    const file = this.#resolve(path);
    for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1))
      this.#folders.add(file.slice(0, at));
    this.#files.set(file, { bytes, size: bytes.length, shared: true });
  }

  /**
   * @param {string} path
   * @returns {Uint8Array | undefined} the content
   */
  content(path) {
    const entry = this.#files.get(this.#resolve(path));
    return entry?.bytes.subarray(0, entry.size);
  }

  /** @param {string} path */
  #resolve(path) {
    /** @type {string[]} */
    const parts = [];
    for (const part of (path.startsWith("/") ? path : `${this.cwd}/${path}`).split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    return `/${parts.join("/")}`;
  }

  /**
   * @param {string} path
   * @param {number} flags
   * @param {number} _mode
   * @param {Callback} callback
   */
  open(path, flags, _mode, callback) {
    const file = this.#resolve(path);
    let entry = this.#files.get(file);
    if (this.#folders.has(file)) entry = { bytes: new Uint8Array(0), size: 0, shared: true };
    else if (!entry && !(flags & constants.O_CREAT)) return callback(failure("ENOENT"));
    else if (entry && flags & constants.O_EXCL) return callback(failure("EEXIST"));
    else if (!entry || flags & constants.O_TRUNC) {
      entry = { bytes: new Uint8Array(0), size: 0, shared: false };
      this.#files.set(file, entry);
    }
    const append = Boolean(flags & constants.O_APPEND);
    this.#open.set(this.#next, { path: file, entry, at: 0, append });
    callback(null, this.#next++);
  }

  /**
   * @param {number} fd
   * @param {Callback} callback
   */
  close(fd, callback) {
    callback(this.#open.delete(fd) ? null : failure("EBADF"));
  }

  /**
   * @param {number} fd
   * @param {Uint8Array} buffer
   * @param {number} offset
   * @param {number} length
   * @param {number | null} position
   * @param {Callback} callback
   */
  read(fd, buffer, offset, length, position, callback) {
    if (fd <= STANDARD) return callback(null, 0);
    const file = this.#open.get(fd);
    if (!file) return callback(failure("EBADF"));
    const from = position ?? file.at;
    const part = file.entry.bytes.subarray(from, Math.min(file.entry.size, from + length));
    buffer.set(part, offset);
    if (position === null) file.at += part.length;
    callback(null, part.length);
  }

  /**
   * @param {number} fd
   * @param {Uint8Array} buffer
   * @param {number} offset
   * @param {number} length
   * @param {number | null} position
   * @param {Callback} callback
   */
  write(fd, buffer, offset, length, position, callback) {
    const part = buffer.subarray(offset, offset + length);
    if (fd <= STANDARD) {
      this.#print(part);
      return callback(null, length);
    }
    const file = this.#open.get(fd);
    if (!file) return callback(failure("EBADF"));
    const from = file.append ? file.entry.size : (position ?? file.at);
    reserve(file.entry, from + length);
    file.entry.bytes.set(part, from);
    file.entry.size = Math.max(file.entry.size, from + length);
    if (position === null) file.at = from + length;
    callback(null, length);
  }

  /**
   * The runtime writes its last words so.
   * @param {number} _fd
   * @param {Uint8Array} bytes
   */
  writeSync(_fd, bytes) {
    this.#print(bytes);
    return bytes.length;
  }

  /**
   * @param {string} path
   * @param {Callback} callback
   */
  stat(path, callback) {
    const file = this.#resolve(path);
    const entry = this.#files.get(file);
    if (entry) callback(null, stats(entry.size, MODE_FILE));
    else if (this.#folders.has(file)) callback(null, stats(0, MODE_FOLDER));
    else callback(failure("ENOENT"));
  }

  /**
   * @param {string} path
   * @param {Callback} callback
   */
  lstat(path, callback) {
    this.stat(path, callback);
  }

  /**
   * @param {number} fd
   * @param {Callback} callback
   */
  fstat(fd, callback) {
    const file = this.#open.get(fd);
    if (!file) return callback(failure("EBADF"));
    const mode = this.#folders.has(file.path) ? MODE_FOLDER : MODE_FILE;
    callback(null, stats(file.entry.size, mode));
  }

  /**
   * @param {number} fd
   * @param {number} length
   * @param {Callback} callback
   */
  ftruncate(fd, length, callback) {
    const entry = this.#open.get(fd)?.entry;
    if (!entry) return callback(failure("EBADF"));
    reserve(entry, length);
    entry.bytes.fill(0, Math.min(entry.size, length), entry.bytes.length);
    entry.size = length;
    callback(null);
  }

  /**
   * @param {string} path
   * @param {number} _mode
   * @param {Callback} callback
   */
  mkdir(path, _mode, callback) {
    this.#folders.add(this.#resolve(path));
    callback(null);
  }

  /**
   * @param {string} path
   * @param {Callback} callback
   */
  unlink(path, callback) {
    callback(this.#files.delete(this.#resolve(path)) ? null : failure("ENOENT"));
  }

  /**
   * @param {string} path
   * @param {Callback} callback
   */
  rmdir(path, callback) {
    callback(this.#folders.delete(this.#resolve(path)) ? null : failure("ENOENT"));
  }

  /**
   * @param {string} path
   * @param {number} _mode
   * @param {Callback} callback
   */
  chmod(path, _mode, callback) {
    this.stat(path, callback);
  }

  /**
   * @param {number} _fd
   * @param {Callback} callback
   */
  fsync(_fd, callback) {
    callback(null);
  }
}

/**
 * Makes room for a size, and bytes of the entry's own where they are shared.
 * @param {Entry} entry
 * @param {number} size
 */
function reserve(entry, size) {
  if (size <= entry.bytes.length && !entry.shared) return;
  const bytes = new Uint8Array(Math.max(size, 2 * entry.size, 4096));
  bytes.set(entry.bytes.subarray(0, entry.size));
  entry.bytes = bytes;
  entry.shared = false;
}

/**
 * @param {number} size
 * @param {number} mode
 */
function stats(size, mode) {
  const none = { dev: 0, ino: 0, nlink: 1, uid: 0, gid: 0, rdev: 0, blksize: 4096, blocks: 0 };
  const times = { atimeMs: 0, mtimeMs: 0, ctimeMs: 0 };
  return { ...none, ...times, size, mode, isDirectory: () => mode === MODE_FOLDER };
}
