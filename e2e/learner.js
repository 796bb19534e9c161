// A learner without a browser: a session of their own, and builds over the API.

import { readFileSync } from "node:fs";

const lessons = readFileSync(new URL("../server/echo/server.go", import.meta.url), "utf8");

/**
 * @param {string} name makes the source differ from all others
 * @returns {Record<string, string>} the files of a version of lesson 1
 */
export function variant(name) {
  const text = `version ${name} ${process.pid} ${Date.now()}`;
  return { "server.go": `${lessons}\nfunc init() { _ = ${JSON.stringify(text)} }\n` };
}

export class Learner {
  #host;
  #cookie = "";

  /** @param {string} host */
  constructor(host) {
    this.#host = host;
  }

  /** Asks for a page, which gives a session. */
  async arrive() {
    const response = await fetch(`${this.#host}/lessons/echo`);
    await response.arrayBuffer();
    this.#cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
  }

  /**
   * Builds files and fetches the module.
   * @param {Record<string, string>} files
   * @returns {Promise<any>} the last line of the answer; ms: from the question to the whole
   *   module; places: those in the queue that were reported
   */
  async build(files) {
    if (!this.#cookie) await this.arrive();
    const headers = {
      "Content-Type": "application/json",
      Cookie: this.#cookie,
      Origin: this.#host,
    };
    const began = performance.now();
    const body = JSON.stringify({ lesson: "echo", files });
    const response = await fetch(`${this.#host}/api/modules`, { method: "POST", headers, body });
    const lines = (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const last = lines.at(-1);
    if (!last.module) return { status: response.status, ...last };
    const module = await fetch(new URL(last.module, this.#host), {
      headers: { Cookie: this.#cookie },
    });
    const bytes = (await module.arrayBuffer()).byteLength;
    const places = lines.flatMap(({ place }) => place ?? []);
    return { ...last, bytes, places, ms: performance.now() - began };
  }
}
