// Builds a learner's code on the host, which compiles it and never runs it.

import { Problem } from "../transport.js";

/**
 * @import { BuildOptions, BuildProgress, BuildResult, CodeProblem, Files } from "../builder.js"
 * @import { HostTransport } from "./host-transport.js"
 *
 * The last line of the host's answer, as docs/protocol.md describes it.
 * @typedef {{ type: "built", module: string } | { type: "failed", problems: CodeProblem[] }
 *   | { type: "error", problem: { title: string, status: number, detail: string } }} Result
 */

const RESULTS = ["built", "failed", "error"];
const STEPS = ["queued", "preparing", "compiling", "linking"]; // others are skipped

/** The builder of the host that the page comes from. */
export class HostBuilder {
  #host;

  id = /** @type {const} */ ("host");

  /** @param {Pick<HostTransport, "call">} host */
  constructor(host) {
    this.#host = host;
  }

  /**
   * @param {string} lesson
   * @param {Files} files all files of the program's package
   * @param {BuildOptions} [options]
   * @returns {Promise<BuildResult>} rejects with a Problem where the host does not build
   */
  async build(lesson, files, { exercise, progress = () => {}, signal } = {}) {
    signal?.throwIfAborted();
    try {
      const response = await this.#host.call(
        "POST",
        "/api/modules",
        { lesson, files, ...(exercise && { exercise: exercise.name }) },
        { signal: signal ?? null },
      );
      const last = await readLines(response, progress);
      if (last?.type === "failed") return { problems: last.problems };
      if (last?.type === "error") throw buildProblem(last.problem);
      if (last?.type !== "built") throw cutOff();
      return { module: await this.#load(last.module, signal) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Problem) throw error;
      console.info(`a build has not arrived whole: ${error}`);
      throw cutOff();
    }
  }

  /**
   * @param {string} address with the path above the API, which the host adds itself
   * @param {AbortSignal} [signal]
   */
  async #load(address, signal) {
    const path = address.slice(address.indexOf("/api/"));
    const options = { cache: /** @type {const} */ ("default"), signal: signal ?? null };
    return WebAssembly.compileStreaming(await this.#host.call("GET", path, undefined, options));
  }
}

/**
 * Reads JSON lines until the last one of a build.
 * @param {Response} response
 * @param {(progress: BuildProgress) => void} progress
 * @returns {Promise<Result | undefined>} undefined if the answer ends before its result
 */
async function readLines(response, progress) {
  if (!response.body) return undefined;
  let text = "";
  for await (const chunk of chunks(response.body.pipeThrough(new TextDecoderStream()))) {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines.filter(Boolean)) {
      const message = JSON.parse(line);
      if (RESULTS.includes(message.type)) return message;
      const { type: step, ...more } = message;
      if (STEPS.includes(step)) progress({ step, ...more });
    }
  }
  return undefined;
}

/**
 * What `for await` does with a stream, which not every browser can.
 * @param {ReadableStream<string>} stream
 */
async function* chunks(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {}); // the connection may be broken
  }
}

/** @param {{ title: string, status: number, detail: string }} problem */
function buildProblem({ status, detail }) {
  const title = status === 409 ? "This build was replaced." : "The host cannot build this now.";
  return new Problem("refused", title, detail, { canUseOtherTransport: status >= 500 });
}

function cutOff() {
  const detail = "Check the connection and run it again.";
  const title = "The built program has not arrived whole.";
  return new Problem("unreachable", title, detail, { canUseOtherTransport: true });
}
