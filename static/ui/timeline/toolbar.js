// The timeline's upper edge: which view, whose events, and what to do with them.

import { button, h } from "../dom.js";
import { menu } from "../menu.js";

/**
 * @typedef {"timeline" | "table"} View
 * @typedef {object} Does
 * @property {(view: View) => void} show
 * @property {() => void} filter
 * @property {() => void} pause
 * @property {() => void} clear
 * @property {() => void} saveRun
 * @property {() => void} savePicture
 * @property {(file: File) => void} load
 */

export class Toolbar {
  /** @type {View} */
  view = "timeline";
  #does;
  #tabs;
  #filter = h("select", { class: "tl-filter", "aria-label": "Whose events" });
  #pause;
  #clear;
  #menu;
  #file = h("input", {
    type: "file",
    accept: ".jsonl,.json,.txt",
    hidden: true,
    "aria-label": "A saved run",
  });
  /** @type {HTMLButtonElement[]} */
  #saves;

  /**
   * @param {Does} does
   * @param {AbortSignal} signal
   */
  constructor(does, signal) {
    this.#does = does;
    this.#tabs = {
      timeline: this.#tab("timeline", "Timeline", signal),
      table: this.#tab("table", "Table", signal),
    };
    const quiet = { class: "button small tl-tool" };
    this.#pause = button("Pause", { ...quiet, "aria-pressed": "false" }, does.pause, signal);
    this.#clear = this.#item("Clear", "Begin the picture anew", does.clear, signal);
    this.#saves = [
      this.#item("Save the run", "Everything, as JSON Lines", does.saveRun, signal),
      this.#item("Save the picture", "As it is drawn now, as SVG", does.savePicture, signal),
    ];
    const open = this.#item("Open a saved run…", "", () => this.choose(), signal);
    this.#menu = menu("Clear, save, open", [this.#clear, ...this.#saves, open], signal);
    this.element = h(
      "header",
      { class: "panel-head tl-head" },
      h(
        "div",
        { class: "tl-tabs", role: "tablist", "aria-label": "Timeline" },
        ...Object.values(this.#tabs),
      ),
      h("p", { class: "tl-legend" }, "drawn when the server's call returns"),
      h("div", { class: "tl-tools" }, this.#filter, this.#pause, this.#menu.element, this.#file),
    );
    this.#listen(signal);
    this.select("timeline");
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    this.#filter.addEventListener("change", this.#does.filter, { signal });
    this.#file.addEventListener("change", () => this.#chosen(), { signal });
    this.element.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  /** Lets the reader choose a saved run. */
  choose() {
    this.#file.click();
  }

  #chosen() {
    const file = this.#file.files?.[0];
    if (file) this.#does.load(file);
    this.#file.value = "";
  }

  /**
   * @param {View} view
   * @param {string} text
   * @param {AbortSignal} signal
   */
  #tab(view, text, signal) {
    const attributes = {
      class: "tl-tab",
      role: "tab",
      id: `timeline-tab-${view}`,
      "aria-controls": "timeline-panel",
      "data-view": view,
    };
    return button(text, attributes, () => this.select(view), signal);
  }

  /**
   * @param {string} text
   * @param {string} title
   * @param {() => void} act
   * @param {AbortSignal} signal
   */
  #item(text, title, act, signal) {
    const chosen = () => {
      this.#menu.close();
      act();
    };
    return button(text, { class: "menu-item", title }, chosen, signal);
  }

  /** @param {View} view */
  select(view) {
    this.view = view;
    for (const [name, tab] of Object.entries(this.#tabs)) {
      tab.setAttribute("aria-selected", String(name === view));
      tab.tabIndex = name === view ? 0 : -1;
    }
    this.#does.show(view);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const onTab = event.target instanceof Element && event.target.closest(".tl-tab");
    if (!onTab || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const other = this.view === "timeline" ? "table" : "timeline";
    const view = event.key === "Home" ? "timeline" : event.key === "End" ? "table" : other;
    this.select(view);
    this.#tabs[view].focus();
  }

  get only() {
    return this.#filter.value;
  }

  /**
   * @param {{ key: string, name: string }[]} lanes
   * @param {{ paused: boolean, held: number, empty: boolean, saved: boolean }} state
   */
  draw(lanes, { paused, held, empty, saved }) {
    this.#drawFilter(lanes);
    const text = paused ? `Go on (${held.toLocaleString("en")})` : "Pause";
    if (this.#pause.textContent !== text) this.#pause.textContent = text;
    this.#pause.setAttribute("aria-pressed", String(paused));
    this.#pause.hidden = this.#clear.hidden = saved;
    this.#clear.disabled = empty;
    for (const save of this.#saves) save.disabled = empty;
  }

  /** @param {{ key: string, name: string }[]} lanes */
  #drawFilter(lanes) {
    const kept = this.#filter.value;
    const wanted = [["", "everybody"], ...lanes.map(({ key, name }) => [key, `only ${name}`])];
    if (kept && !lanes.some(({ key }) => key === kept)) wanted.push([kept, `only ${kept}`]);
    const said = JSON.stringify(wanted);
    if (this.#filter.dataset.said === said) return;
    this.#filter.dataset.said = said;
    this.#filter.replaceChildren(...wanted.map(([value, text]) => h("option", { value }, text)));
    this.#filter.value = kept;
  }
}
