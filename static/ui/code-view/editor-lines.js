/**
 * @import { SourceLines, Wait } from "../source/run-source.js"
 * @import { Editor } from "./editor.js"
 */

/**
 * The lines of the learner's version that runs, in the editors of its files.
 * @implements {SourceLines}
 */
export class EditorLines {
  #editors;
  #open;

  /**
   * @param {readonly Editor[]} editors
   * @param {(name: string) => void} open shows a file
   */
  constructor(editors, open) {
    this.#editors = editors;
    this.#open = open;
  }

  /**
   * @param {string} file
   * @returns {Editor | undefined} the one of the file's base name
   */
  editor(file) {
    const base = file.slice(file.lastIndexOf("/") + 1);
    return this.#editors.find(({ name }) => name === base);
  }

  /**
   * Begins to follow the lines of the text as it is now.
   * @returns {() => void} makes them the lines of the version that runs
   */
  track() {
    const adoptions = this.#editors.map((editor) => editor.trackLines());
    return () => {
      for (const adopt of adoptions) adopt();
    };
  }

  /** @type {SourceLines["flash"]} */
  flash(file, line) {
    this.editor(file)?.flash(line);
  }

  /** @type {SourceLines["light"]} */
  light(source) {
    const lit = source && this.editor(source.file);
    for (const editor of this.#editors) editor.light(editor === lit && source ? source.line : null);
  }

  /** @type {SourceLines["showWaits"]} */
  showWaits(waits) {
    for (const editor of this.#editors) {
      /** @type {Map<number, Wait>} */
      const own = new Map();
      for (const [key, wait] of waits) {
        const colon = key.lastIndexOf(":");
        if (this.editor(key.slice(0, colon)) === editor)
          own.set(Number(key.slice(colon + 1)), wait);
      }
      editor.showWaits(own);
    }
  }

  /** @type {SourceLines["show"]} */
  show(file, line) {
    const editor = this.editor(file);
    if (!editor) return false;
    this.#open(editor.name);
    return editor.show(line);
  }
}
