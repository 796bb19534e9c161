/**
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Version } from "../../transport/transport.js"
 */

import { LabElement } from "../base-element.js";
import { figureFiles, naiveFiles, naiveLabel } from "../code-view/lesson-files.js";
import { requestContext } from "../context.js";
import { button, h, icon } from "../dom.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { NaiveSource } from "./naive-source.js";

/**
 * `<naive-version data-name>`: an excerpt of a naive version of the lesson's program,
 * and a button that runs it in the lab, if a Try it of the lesson shows its fault.
 *
 * Attributes: `data-name` is the version's folder. It sets `data-running` while the lab
 * runs the version. It takes the LessonLab of its page and sends no events. Content:
 * the excerpt, and `.naive-source` with the files that the version changes.
 */
export class NaiveVersion extends LabElement {
  #run = h("div", { class: "naive-run" });
  #program = ""; // slug of the version

  /** @param {AbortSignal} signal */
  connected(signal) {
    const lab = requestContext(this, LESSON_LAB);
    const article = this.closest("article");
    if (!lab || !article) return;
    const { name = "" } = this.dataset;
    this.#program = `${lab.session.lesson}/${name}`;
    naiveSource(lab, signal).add(this.#program, article, this.#sourceFigures(name));
    const runs = lab.session.transports.some(({ runsVersions }) => runsVersions);
    if (!runs || !lab.tries.has(name)) return;
    this.querySelector(".naive-source")?.before(this.#run);
    this.#draw(lab, name, signal);
    lab.session.events.on("change", () => this.#draw(lab, name, signal), signal);
  }

  get #changedFigures() {
    return this.querySelectorAll(".naive-source figure.code");
  }

  /**
   * @param {string} name
   * @returns {string} selects the figures with the version's source: its own, and the lesson's
   *   of the files that it does not change
   */
  #sourceFigures(name) {
    const changed = Object.keys(figureFiles(this.#changedFigures));
    const others = changed.map((file) => `:not([data-file="${file}"])`).join("");
    return `figure.code[data-naive="${name}"], figure.code[data-file]:not(.code-editor)${others}`;
  }

  /** @returns {Version | null} null where the element is not in an article */
  get #version() {
    const article = this.closest("article");
    if (!article) return null;
    const files = naiveFiles(article, this);
    return { kind: "naive", label: naiveLabel(this), files, program: this.#program };
  }

  /**
   * @param {LessonLab} lab
   * @param {string} name
   * @param {AbortSignal} signal
   */
  #draw(lab, name, signal) {
    const { session } = lab;
    const running = session.version?.program === this.#program && session.state === "listening";
    if (this.#run.hasChildNodes() && running === this.hasAttribute("data-running")) return;
    const focused = this.#run.contains(document.activeElement);
    this.toggleAttribute("data-running", running);
    this.#run.replaceChildren(
      ...(running ? this.#tries(lab, name, signal) : this.#start(lab, signal)),
    );
    if (focused) this.#run.querySelector("button")?.focus({ preventScroll: true });
  }

  /**
   * @param {LessonLab} lab
   * @param {AbortSignal} signal
   */
  #start({ session }, signal) {
    const run = () => {
      const version = this.#version;
      if (version) session.runVersion(version);
    };
    const start = button("Run this version", { class: "button small naive-go" }, run, signal);
    start.prepend(icon("play"));
    return [start, h("p", {}, "It runs in your tab, in place of the lesson’s version.")];
  }

  /**
   * Offers what shows the version's fault.
   * @param {LessonLab} lab
   * @param {string} name
   * @param {AbortSignal} signal
   */
  #tries(lab, name, signal) {
    const { session } = lab;
    const tries = [...(lab.tries.get(name) ?? [])].map(([title, play]) => {
      const go = button(title, { class: "button small" }, play, signal);
      go.prepend(icon("play"));
      return go;
    });
    const back = () => session.runLesson();
    return [
      h("p", {}, "The lab runs it. See what it does:"),
      ...tries,
      button("Lesson’s version", { class: "button small" }, back, signal),
    ];
  }
}

/**
 * @param {LessonLab} lab
 * @param {AbortSignal} signal
 * @returns {NaiveSource} the page's one
 */
function naiveSource(lab, signal) {
  const existing = lab.versionSources.get("naive");
  if (existing instanceof NaiveSource) return existing;
  const source = new NaiveSource(lab.session, lab.views, signal);
  lab.versionSources.set("naive", source);
  return source;
}

customElements.define("naive-version", NaiveVersion);
