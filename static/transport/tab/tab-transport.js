// The transport to labs in this tab: the same programs as on the host, as WebAssembly in
// a worker of the page, on a network in memory. They end with the page.

import { whenIdle } from "../../core/when-idle.js";
import { Problem } from "../transport.js";
import { LIMITATIONS } from "./limitations.js";
import { ModuleLoader } from "./module-loader.js";
import { startWorker } from "./start-worker.js";
import { TabLab } from "./tab-lab.js";

/** @import { Lab, LabData, StartOptions, Transport, Version } from "../transport.js" */

/** @implements {Transport} */
export class TabTransport {
  id = "tab";
  name = "In this tab";
  runLabel = "Run in this tab";
  limitations = LIMITATIONS;
  runsVersions = true;
  workerURL;
  messages = {
    gone: {
      title: "The page was loaded anew.",
      detail: "A lab in the tab lives as long as its page: this one and its clients ended with it.",
    },
    lost: { title: "The lab does not answer.", detail: "What the log shows is kept." },
  };
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
    this.workerURL = workerURL;
    this.#loader = new ModuleLoader(moduleURL, moduleBytes);
  }

  /** @param {LabData} lab */
  describe({ port }) {
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
  async start(lesson, { progress, version = null } = {}) {
    const { worker, info } = await this.#startWorker(lesson, version, progress);
    const lab = new TabLab(worker, info, () => this.start(lesson, { version }));
    this.#labs.set(info.id, lab);
    lab.events(0, {
      batch: () => {},
      link: () => {},
      ended: () => void this.#labs.delete(info.id),
    });
    return lab;
  }

  /**
   * @param {string} lesson
   * @param {Version | null} version
   * @param {StartOptions["progress"]} progress
   */
  async #startWorker(lesson, version, progress) {
    const built = version?.module;
    const program = version?.program ?? lesson;
    try {
      const module = built ? Promise.resolve(built) : this.#loader.load(progress);
      return await startWorker({ workerURL: this.workerURL, module, program });
    } catch (error) {
      if (!built) this.#loader.reset();
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
    throw new Problem("missing", this.messages.gone.title, this.messages.gone.detail);
  }

  prepare() {
    if (this.#prepared) return;
    this.#prepared = true;
    whenIdle(() => this.#fetchAhead());
  }

  async #fetchAhead() {
    // The script is only put into the browser's cache. A failure is reported when the
    // learner starts a lab.
    const script = fetch(this.workerURL).then((response) => response.arrayBuffer());
    await Promise.allSettled([this.#loader.load(), script]);
  }
}
