/**
 * @import { RunSession } from "../../lab/session.js"
 * @import { Files } from "../../transport/builder.js"
 * @import { Version } from "../../transport/transport.js"
 *
 * What waits at a line: connections, or the server for a client.
 * @typedef {{ connections: number, accepting: boolean }} Wait
 *
 * Where the lines of a program's source are shown. SourceView describes the methods.
 * @typedef {object} SourceLines
 * @property {(file: string, line: number) => void} flash
 * @property {(source: { file: string, line: number } | undefined) => void} light
 * @property {(waits: Map<string, Wait>) => void} showWaits
 * @property {(file: string, line: number) => boolean} show
 *
 * The source that a run was made with. label: of the version, empty for the lesson's.
 * @typedef {{ label: string, files: Files }} RunCode
 *
 * @typedef {object} Sources
 * @property {SourceLines} lesson
 * @property {Map<Version["kind"], VersionSource>} others the page's elements enter theirs later
 * @property {() => Files} lessonFiles
 * @property {(code: RunCode, file: string, line?: number) => void} open shows the source of a run
 *   that is not on the page any more
 */

/**
 * Where another version than the lesson's is shown. openExercise shows the code of an exercise,
 * or with an empty name the learner's own, and close the lesson instead.
 * @typedef {SourceLines & { openExercise?: (name: string) => Promise<void>, close: () => void }}
 *   VersionSource
 */

/**
 * Leads to the source of the version that runs, or that a run was made with.
 * @implements {SourceLines}
 */
export class RunSource {
  #session;
  #sources;
  /** @type {SourceLines} */
  #last;

  /**
   * @param {RunSession} session
   * @param {Sources} sources
   */
  constructor(session, sources) {
    this.#session = session;
    this.#sources = sources;
    this.#last = sources.lesson;
  }

  /** @type {SourceLines["flash"]} */
  flash(file, line) {
    this.#current.flash(file, line);
  }

  /** @type {SourceLines["light"]} */
  light(source) {
    this.#current.light(source);
  }

  /** @type {SourceLines["showWaits"]} */
  showWaits(waits) {
    this.#current.showWaits(waits);
  }

  /**
   * Leads to a line of a version: where the version is on the page, or else to its text as it ran.
   * @param {string} file
   * @param {number} line
   * @param {Version | null} [version] by default the one that runs; null for the lesson's
   * @returns {boolean} false where the line is nowhere
   */
  show(file, line, version = this.#session.version) {
    const { version: current } = this.#session;
    if (version && version !== current && !isSame(version, current, file))
      return this.#open(version, file, line);
    const lines = this.#linesOf(version);
    for (const other of this.#sources.others.values()) if (other !== lines) other.close();
    // The line may have been deleted since.
    return lines.show(file, line) || (version !== null && this.#open(version, file, line));
  }

  /**
   * Leads to a line of a saved run.
   * @param {RunCode} code
   * @param {string} file
   * @param {number} line
   * @returns {boolean} false where the line is nowhere
   */
  showSaved(code, file, line) {
    const text = code.files[baseName(file)];
    const isLessons = text === this.#sources.lessonFiles()[baseName(file)];
    if (text !== undefined && isLessons) return this.show(file, line, null);
    return this.#open(code, file, line);
  }

  /** @param {RunCode} code with at least one file */
  showCode(code) {
    const [first = ""] = Object.keys(code.files);
    this.#sources.open(code, first);
  }

  /** @returns {RunCode} of the version that runs */
  get code() {
    const { version } = this.#session;
    if (version) return { label: version.label, files: version.files };
    return { label: "", files: this.#sources.lessonFiles() };
  }

  /**
   * @param {RunCode} code without files: the lesson's
   * @returns {boolean} whether that is what the marks on the page are about
   */
  isCurrent({ files }) {
    const texts = Object.entries(files);
    if (texts.length === 0) return this.#session.version === null;
    const current = this.code.files;
    return texts.every(([name, text]) => current[name] === text);
  }

  /**
   * @param {RunCode} code
   * @param {string} file
   * @param {number} line
   */
  #open(code, file, line) {
    const name = baseName(file);
    if (code.files[name] === undefined) return false;
    this.#sources.open(code, name, line);
    return true;
  }

  /** @param {Version | null} version */
  #linesOf(version) {
    return (version && this.#sources.others.get(version.kind)) ?? this.#sources.lesson;
  }

  /** The source of the version that runs. What the other one showed is cleared. */
  get #current() {
    const current = this.#linesOf(this.#session.version);
    if (current !== this.#last) {
      this.#last.light(undefined);
      this.#last.showWaits(new Map());
      this.#last = current;
    }
    return current;
  }
}

/**
 * @param {Version} version
 * @param {Version | null} current
 * @param {string} file
 * @returns {boolean} whether the file is the same in both, and shown in the same place
 */
function isSame(version, current, file) {
  const text = version.files[baseName(file)];
  if (text === undefined || version.kind !== current?.kind) return false;
  return text === current.files[baseName(file)];
}

/** @param {string} file */
function baseName(file) {
  return file.slice(file.lastIndexOf("/") + 1);
}
