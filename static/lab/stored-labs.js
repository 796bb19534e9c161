// The ids of a lesson's labs, stored so that a page finds its lab after a reload.

/**
 * @import { Transport } from "../transport/transport.js"
 * @import { Version } from "../transport/transport.js"
 * @typedef {Pick<Version, "kind" | "label" | "exercise">} StoredVersion
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} IdStorage
 */

/** What the id of a lab can look like, on the host or in the tab. */
const LAB_ID = /^[\w-]{1,128}$/;

export class StoredLabs {
  #lesson;
  #storage;

  /**
   * @param {string} lesson
   * @param {IdStorage} storage
   */
  constructor(lesson, storage) {
    this.#lesson = lesson;
    this.#storage = storage;
  }

  /**
   * @param {Transport} transport
   * @returns {string | null} the id of its lab, null where none that is valid is stored
   */
  get(transport) {
    const id = this.#storage.getItem(this.#key(transport));
    return id !== null && LAB_ID.test(id) ? id : null;
  }

  /**
   * @param {Transport} transport
   * @param {string} id
   * @param {StoredVersion | null} [version] what it runs; null for the lesson's version
   */
  set(transport, id, version = null) {
    this.#storage.setItem(this.#key(transport), id);
    const key = this.#versionKey(transport);
    if (version) this.#storage.setItem(key, formatVersion(version));
    else this.#storage.removeItem(key);
  }

  /**
   * @param {Transport} transport
   * @returns {StoredVersion | null} what its lab ran; null for the lesson's version
   */
  version(transport) {
    const text = this.#storage.getItem(this.#versionKey(transport)) ?? "";
    const [, kind, exercise, label] = /^(own|naive)(?:\/([\w-]+))? (.+)$/.exec(text) ?? [];
    if (!label) return null;
    const version = { kind: /** @type {Version["kind"]} */ (kind), label };
    return exercise ? { ...version, exercise } : version;
  }

  /** @param {Transport} transport */
  remove(transport) {
    this.#storage.removeItem(this.#key(transport));
    this.#storage.removeItem(this.#versionKey(transport));
  }

  /** @param {Transport} transport */
  #versionKey({ id }) {
    return `socketschool.version.${id}.${this.#lesson}`;
  }

  /** @param {Transport} transport */
  #key({ id }) {
    return `socketschool.lab.${id}.${this.#lesson}`;
  }
}

/** @param {StoredVersion} version */
function formatVersion({ kind, label, exercise }) {
  return exercise ? `${kind}/${exercise} ${label}` : `${kind} ${label}`;
}
