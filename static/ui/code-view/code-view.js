/** @import { Part } from "./column-parts.js" */

import { LabElement } from "../base-element.js";
import { requestContext } from "../context.js";
import { h } from "../dom.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { addEditButtons } from "./edit-buttons.js";
import { onExerciseLink } from "./exercise-address.js";
import { LazyCode } from "./lazy-code.js";

/**
 * `<code-view>`: the switch between the lesson and its code, and the editor in which a
 * learner changes the code and runs it. It stands before the lesson's article in the
 * left column, and its markup has the switch. It sets `data-part` at the column.
 *
 * data-panel and data-editor are the addresses of the bundles that it loads when the
 * code is first opened; data-host is there where there is a host, and data-builds where
 * it builds.
 */
export class CodeView extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const lab = requestContext(this, LESSON_LAB);
    const article = document.getElementById("lesson");
    if (!lab?.parts || !article) return;
    const { parts } = lab;
    const place = h("div", { class: "code-place", hidden: true });
    const head = h("div", { class: "exercise-place", hidden: true });
    const code = new LazyCode({ place, head, lab, parts, article, data: this.dataset }, signal);
    this.append(place);
    this.querySelector(".code-head")?.append(head);
    for (const button of this.querySelectorAll("button")) {
      const part = /** @type {Part} */ (button.dataset.part);
      const choose = () => (part === "code" ? code.open() : parts.show(part));
      button.addEventListener("click", () => void choose(), { signal });
      if (part === "code") button.addEventListener("pointerenter", () => code.load(), { signal });
    }
    parts.events.on("change", (part) => this.#draw(part), signal);
    parts.restore();
    lab.versionSources.set("own", code);
    lab.openCode = () => code.openCode;
    addEventListener("hashchange", () => code.followLink(), { signal });
    addEventListener("popstate", () => void code.followHistory(), { signal });
    void code.followLink();
    onExerciseLink((name) => void code.openExercise(name), signal);
    addEditButtons(article, (place) => void code.edit(place), signal);
  }

  /** @param {Part} part */
  #draw(part) {
    for (const button of this.querySelectorAll("button[data-part]"))
      button.setAttribute("aria-pressed", String(button.getAttribute("data-part") === part));
  }
}

customElements.define("code-view", CodeView);
