import { progress } from "../../lab/progress.js";
import { exportProgress, importProgress, listDone } from "../../lab/progress-history.js";
import { LabElement } from "../base-element.js";
import { button, h } from "../dom.js";
import { formatDay } from "../format-day.js";
import { download } from "../timeline/download.js";

/** @import { Done, LessonTitles } from "../../lab/progress-history.js" */

const MAX_BYTES = 1 << 20; // of a file
const LABELS = { tried: "done", solved: "solved", begun: "begun" };

/**
 * `<progress-record data-titles>`: what the learner has done and when, with buttons that
 * export it to a file and import it from one.
 *
 * Attribute: `data-titles`, the LessonTitles of all lessons as JSON. It sends no events.
 */
export class ProgressRecord extends LabElement {
  /** @type {LessonTitles[]} */
  #lessons = [];
  #status = h("p", { class: "record-status", role: "status" });
  #list = h("ol", { class: "record-list" });
  #none = h("p", { class: "record-none" }, "Nothing yet. It begins with your first Try it.");

  /** @param {AbortSignal} signal */
  connected(signal) {
    this.#lessons = JSON.parse(this.dataset.titles ?? "[]");
    this.replaceChildren(this.#makeActions(signal), this.#status, this.#makeList());
    const draw = () => this.#draw();
    progress.on("change", draw, signal);
    addEventListener("storage", draw, { signal }); // a change in another tab
    draw();
  }

  /** @param {AbortSignal} signal */
  #makeActions(signal) {
    const input = h("input", { type: "file", accept: ".json,application/json", hidden: true });
    const load = () => {
      const [file] = input.files ?? [];
      if (file) this.#import(file);
      input.value = ""; // the same file may be chosen again
    };
    input.addEventListener("change", load, { signal });
    return h(
      "p",
      { class: "record-actions" },
      button("Export progress", { class: "button" }, () => this.#export(), signal),
      button("Import progress…", { class: "button" }, () => input.click(), signal),
      input,
    );
  }

  #makeList() {
    const summary = h("summary", {}, "What you have done, and when");
    return h("details", { class: "record-done" }, summary, this.#none, this.#list);
  }

  #draw() {
    const done = listDone(this.#lessons);
    this.#none.hidden = done.length > 0;
    this.#list.hidden = done.length === 0;
    this.#list.replaceChildren(...done.map(drawDone));
  }

  #export() {
    download("socketschool-progress.json", "application/json", exportProgress());
    this.#status.textContent = "Exported as socketschool-progress.json.";
  }

  /** @param {File} file */
  async #import(file) {
    try {
      if (file.size > MAX_BYTES) throw new Error("It is larger than any file with progress.");
      this.#status.textContent = describeImport(importProgress(await file.text()));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#status.textContent = `${file.name} is not imported. ${why}`;
    }
  }
}

/** @param {ReturnType<typeof importProgress>} added */
function describeImport({ tryIts, solved, isStored }) {
  const parts = [
    tryIts > 0 ? `${tryIts} ${tryIts === 1 ? "section" : "sections"} done` : "",
    solved > 0 ? `${solved} ${solved === 1 ? "exercise" : "exercises"} solved` : "",
  ].filter((part) => part !== "");
  const added = parts.length > 0 ? `New: ${parts.join(", ")}.` : "All of it was here already.";
  const stored = isStored ? "" : " This browser stores nothing: it is gone with this page.";
  return `Imported. ${added}${stored}`;
}

/** @param {Done} done */
function drawDone({ what, time, title, href, lesson }) {
  return h(
    "li",
    {},
    h("span", { class: "record-when" }, time === null ? "earlier" : formatDay(time)),
    h(
      "span",
      {},
      h("a", { href }, title),
      ` ${LABELS[what]}`,
      h("span", { class: "record-lesson" }, lesson),
    ),
  );
}

customElements.define("progress-record", ProgressRecord);
