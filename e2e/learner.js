// A learner without a browser: a session of their own, and builds over the API.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";

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
  #address;
  #cookie = "";

  /**
   * @param {string} host
   * @param {string} [address] of this machine, which the learner has
   */
  constructor(host, address = "127.0.0.1") {
    this.#host = host;
    this.#address = address;
  }

  /**
   * @param {string} path
   * @param {{ method?: string, headers?: Record<string, string>, body?: string }} [options]
   * @returns {Promise<http.IncomingMessage>}
   */
  async #ask(path, { method = "GET", headers = {}, body } = {}) {
    const options = { method, headers, localAddress: this.#address };
    const request = http.request(new URL(path, this.#host), options);
    request.end(body);
    const [response] = await once(request, "response");
    return response;
  }

  /** Asks for a page, which gives a session. */
  async arrive() {
    const response = await this.#ask("/lessons/echo");
    const cookies = response.headers["set-cookie"] ?? [];
    this.#cookie = cookies.map((one) => one.split(";")[0]).join("; ");
    await buffer(response);
  }

  /**
   * Builds files and fetches the module.
   * @param {Record<string, string>} files
   * @param {() => void} [onAnswer] called when the answer begins: the host has the build in its
   *   queue, or runs it
   * @returns {Promise<any>} the last line of the answer; ms: from the question to the whole
   *   module; places: those in the queue that were reported
   */
  async build(files, onAnswer = () => {}) {
    if (!this.#cookie) await this.arrive();
    const headers = {
      "Content-Type": "application/json",
      Cookie: this.#cookie,
      Origin: this.#host,
    };
    const began = performance.now();
    const body = JSON.stringify({ lesson: "echo", files });
    const response = await this.#ask("/api/modules", { method: "POST", headers, body });
    const lines = [];
    for await (const line of createInterface({ input: response })) {
      if (lines.length === 0) onAnswer();
      lines.push(JSON.parse(line));
    }
    const last = lines.at(-1);
    if (!last?.module) return { status: response.statusCode, ...last };
    const module = await this.#ask(last.module, { headers: { Cookie: this.#cookie } });
    const bytes = (await buffer(module)).byteLength;
    const places = lines.flatMap(({ place }) => place ?? []);
    return { ...last, bytes, places, ms: performance.now() - began };
  }
}
