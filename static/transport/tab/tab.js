// Labs in this tab: the very servers of the host, as WebAssembly in a worker of
// the page, on a network in memory. They live and die with the page.

import { Problem } from "../transport.js";
import { DIFFERENCES } from "./differences.js";
import { whenIdle } from "./idle.js";
import { TabLab } from "./lab.js";
import { launch } from "./launch.js";
import { ModuleLoader } from "./loader.js";

/**
 * @typedef {import("../transport.js").Lab} Lab
 * @typedef {import("../transport.js").LabData} LabData
 * @typedef {import("../transport.js").StartOptions} StartOptions
 * @typedef {import("../transport.js").Transport} Transport
 */

/** @implements {Transport} */
export class TabTransport {
  id = "tab";
  name = "In this tab";
  runWords = "Run in this tab";
  differences = DIFFERENCES;
  words = {
    gone: {
      title: "The page was loaded anew.",
      detail: "A lab in the tab lives as long as its page: this one and its clients ended with it.",
    },
    lost: { title: "The lab does not answer.", detail: "What the log shows is kept." },
  };
  #workerURL;
  #loader;
  #prepared = false;
  /** @type {Map<string, TabLab>} of this page, by id */
  #labs = new Map();

  /**
   * @param {object} options
   * @param {string} options.workerURL
   * @param {string} options.moduleURL
   * @param {number} options.moduleBytes uncompressed
   */
  constructor({ workerURL, moduleURL, moduleBytes }) {
    this.#workerURL = workerURL;
    this.#loader = new ModuleLoader(moduleURL, moduleBytes);
  }

  /** @param {LabData} lab */
  about({ port }) {
    return {
      title: "A real server, in your browser",
      text: [
        "The same Go program, as WebAssembly, listens at ",
        { code: `127.0.0.1:${port}` },
        " of a network of its own, in this page. Connect clients from here, and watch what it logs.",
      ],
    };
  }

  /** Nothing outside the page reaches it. */
  command() {
    return null;
  }

  /**
   * @param {string} lesson
   * @param {StartOptions} [options]
   * @returns {Promise<Lab>}
   */
  async start(lesson, { progress } = {}) {
    const { worker, facts } = await this.#launch(lesson, progress);
    const lab = new TabLab(worker, facts, () => this.start(lesson));
    this.#labs.set(facts.id, lab);
    lab.events(0, {
      batch: () => {},
      link: () => {},
      ended: () => void this.#labs.delete(facts.id),
    });
    return lab;
  }

  /**
   * @param {string} lesson
   * @param {StartOptions["progress"]} progress
   */
  async #launch(lesson, progress) {
    try {
      const module = this.#loader.load(progress);
      return await launch({ workerURL: this.#workerURL, module, lesson });
    } catch (error) {
      this.#loader.forget();
      throw error;
    }
  }

  /**
   * @param {string} id
   * @returns {Promise<Lab>}
   */
  async resume(id) {
    const lab = this.#labs.get(id);
    if (lab) return lab;
    throw new Problem("missing", this.words.gone.title, this.words.gone.detail);
  }

  prepare() {
    if (this.#prepared) return;
    this.#prepared = true;
    whenIdle(() => this.#fetchAhead());
  }

  async #fetchAhead() {
    // The script is small and goes to the browser's cache only. Whatever fails
    // here is told when it is needed.
    const script = fetch(this.#workerURL).then((response) => response.arrayBuffer());
    await Promise.allSettled([this.#loader.load(), script]);
  }
}
