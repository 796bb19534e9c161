/**
 * @import { Builder, CodeProblem, ExerciseChecks, Files } from "../../transport/builder.js"
 * @import { LabSession } from "../../lab/session.js"
 * @import { BuildOutput } from "./build-output.js"
 *
 * What came of a build. done: it was built and used; unbuilt: the builder could not build;
 * replaced: a newer build took its place.
 * @typedef {{ kind: "done" } | { kind: "failed", problems: CodeProblem[] } | { kind: "cancelled" }
 *   | { kind: "unbuilt", problem: Problem } | { kind: "replaced" }} BuildOutcome
 *
 * What is built: all files of the package, with an exercise's checks.
 * @typedef {{ files: Files, exercise?: ExerciseChecks | undefined }} BuildJob
 *
 * Uses what was built: runs it in the lab, or checks it. It has to stop at the signal.
 * @typedef {(module: WebAssembly.Module, signal: AbortSignal) => Promise<void>} Use
 */

import { Problem } from "../../transport/transport.js";

/** Builds a learner's files and uses what came of it. */
export class BuildRunner {
  #session;
  #output;
  #onChange;
  /** @type {AbortController | null} */
  #current = null;
  /** How long the last build took, in s; null before the first one. */
  seconds = /** @type {number | null} */ (null);

  /**
   * @param {LabSession} session
   * @param {BuildOutput} output
   * @param {() => void} onChange called when a build begins or ends
   */
  constructor(session, output, onChange) {
    this.#session = session;
    this.#output = output;
    this.#onChange = onChange;
  }

  get building() {
    return this.#current !== null;
  }

  get #rest() {
    return this.#session.state === "listening" ? " What ran before goes on." : "";
  }

  /** Ends the build that runs, which says so. */
  cancel() {
    this.#current?.abort();
  }

  /** Ends the build that runs without a word, since something newer takes its place. */
  replace() {
    const former = this.#current;
    this.#current = null;
    former?.abort();
  }

  /**
   * Builds and uses the result, in place of a build that runs. A build with problems, or none,
   * leaves what ran before.
   * @param {Builder} builder
   * @param {BuildJob} job
   * @param {Use} use
   * @returns {Promise<BuildOutcome>}
   */
  async run(builder, { files, exercise }, use) {
    this.replace();
    const controller = new AbortController();
    const isReplaced = () => this.#current !== controller;
    this.#current = controller;
    this.#onChange();
    this.#output.begin();
    try {
      const began = performance.now();
      const result = await builder.build(this.#session.lesson, files, {
        ...(exercise && { exercise }),
        progress: (progress) => !isReplaced() && this.#output.progress(progress),
        signal: controller.signal,
      });
      if (isReplaced()) return { kind: "replaced" };
      if ("problems" in result) {
        const [first] = result.problems;
        const where = first?.file ? ` ${first.file}, line ${first.line}: ${first.message}` : "";
        this.#output.end(`It does not build.${this.#rest}`, result.problems, {
          files,
          more: where,
        });
        return { kind: "failed", problems: result.problems };
      }
      this.seconds = (performance.now() - began) / 1000;
      await use(result.module, controller.signal);
      return { kind: isReplaced() ? "replaced" : "done" };
    } catch (error) {
      if (isReplaced()) return { kind: "replaced" };
      if (controller.signal.aborted) {
        this.#output.end(`Cancelled.${this.#rest}`);
        return { kind: "cancelled" };
      }
      if (!(error instanceof Problem)) throw error;
      this.#output.end(`${error.title} ${error.detail}`);
      return { kind: "unbuilt", problem: error };
    } finally {
      if (!isReplaced()) {
        this.#current = null;
        this.#onChange();
      }
    }
  }
}
