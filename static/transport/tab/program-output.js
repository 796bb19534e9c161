// What a Go program in the worker writes: to standard output and standard error, and, by
// another way, by print, println and the runtime, which writes its last words so.

import { BoundedOutput } from "./bounded-output.js";

/** Where the runtime's last words begin. */
const LAST_WORDS = /^(panic: |fatal error: |runtime: |goroutine \d|\[signal )/m;

export class ProgramOutput {
  /** Written, and not in an event that the page has been sent. */
  #unreported = new BoundedOutput();
  /** All that was written by print, println and the runtime. */
  #runtime = new BoundedOutput();
  /** Of that what takePrinted has not returned. */
  #untaken = new BoundedOutput();

  /** @param {Uint8Array} bytes written by way of package os */
  write(bytes) {
    this.#unreported.write(bytes);
  }

  /** @param {Uint8Array} bytes written by print, println or the runtime */
  writeDirectly(bytes) {
    this.#runtime.write(bytes);
    this.#untaken.write(bytes);
  }

  /** @returns {string} what print and println have written since the last call */
  takePrinted() {
    return this.#untaken.take();
  }

  /** The page has been sent the newest events. */
  reported() {
    this.#unreported.take();
  }

  /**
   * @returns {{ stderr: string, printed: string }} stderr: what the runtime has written; printed:
   *   what the page does not know yet of what the program has printed
   */
  lastWords() {
    const direct = this.#untaken.text();
    const end = direct.search(LAST_WORDS);
    const printed = this.#unreported.text() + (end < 0 ? direct : direct.slice(0, end));
    return { stderr: this.#runtime.text(), printed };
  }
}
