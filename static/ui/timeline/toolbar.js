// The timeline's toolbar: the views, the filter, and the actions on the run.

import { button, h } from "../dom.js";
import { menu } from "../menu.js";

/**
 * @typedef {"timeline" | "table"} View
 * @typedef {object} Actions
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
  #actions;
  #tabs;
  #filter = h(
    "select",
    { class: "tl-filter", "aria-label": "Whose events" },
    h("option", { value: "" }, "everybody"),
  );
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
  #drawnOptions = "";
  #version = h("p", { class: "tl-version", hidden: true });

  /**
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(actions, signal) {
    this.#actions = actions;
    this.#tabs = {
      timeline: this.#tab("timeline", "Timeline", signal),
      table: this.#tab("table", "Table", signal),
    };
    const quiet = { class: "button small tl-tool" };
    this.#pause = button("Pause", { ...quiet, "aria-pressed": "false" }, actions.pause, signal);
    this.#clear = this.#item("Clear", "Begin the picture anew", actions.clear, signal);
    this.#saves = [
      this.#item("Save the run", "Everything, as JSON Lines", actions.saveRun, signal),
      this.#item("Save the picture", "As it is drawn now, as SVG", actions.savePicture, signal),
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
      this.#version,
      h("p", { class: "tl-legend" }, "drawn when the server's call returns"),
      h("div", { class: "tl-tools" }, this.#filter, this.#pause, this.#menu.element, this.#file),
    );
    this.#listen(signal);
    this.#drawTabs();
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    this.#filter.addEventListener("change", this.#actions.filter, { signal });
    this.#file.addEventListener("change", () => this.#onFile(), { signal });
    this.element.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  /** Lets the learner choose the file of a saved run. */
  choose() {
    this.#file.click();
  }

  #onFile() {
    const file = this.#file.files?.[0];
    if (file) this.#actions.load(file);
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
    const onClick = () => {
      this.#menu.close();
      act();
    };
    return button(text, { class: "menu-item", title }, onClick, signal);
  }

  /** @param {View} view */
  select(view) {
    this.view = view;
    this.#drawTabs();
    this.#actions.show(view);
  }

  #drawTabs() {
    for (const [name, tab] of Object.entries(this.#tabs)) {
      tab.setAttribute("aria-selected", String(name === this.view));
      tab.tabIndex = name === this.view ? 0 : -1;
    }
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

  /** Key of the only lane to show, empty for all. */
  get only() {
    return this.#filter.value;
  }

  /**
   * @param {{ key: string, name: string }[]} lanes
   * @param {object} state
   * @param {boolean} state.paused
   * @param {number} state.pending how many marks there are since the pause
   * @param {boolean} state.empty whether there is no event
   * @param {boolean} state.saved whether a saved run is shown
   * @param {string} state.version what the live run runs, empty for the lesson's version
   */
  draw(lanes, { paused, pending, empty, saved, version }) {
    if (this.#version.textContent !== version) this.#version.textContent = version;
    this.#version.hidden = saved || version === "";
    this.#drawFilter(lanes);
    const text = paused ? `Go on (${pending.toLocaleString("en")})` : "Pause";
    if (this.#pause.textContent !== text) this.#pause.textContent = text;
    this.#pause.setAttribute("aria-pressed", String(paused));
    this.#pause.hidden = this.#clear.hidden = saved;
    this.#clear.disabled = empty;
    for (const save of this.#saves) save.disabled = empty;
  }

  /** @param {{ key: string, name: string }[]} lanes */
  #drawFilter(lanes) {
    const { value } = this.#filter;
    /** @type {[key: string, text: string][]} */
    const options = [
      ["", "everybody"],
      ...lanes.map(({ key, name }) => /** @type {[string, string]} */ ([key, `only ${name}`])),
    ];
    if (value && !lanes.some(({ key }) => key === value)) options.push([value, `only ${value}`]);
    const drawn = JSON.stringify(options);
    if (this.#drawnOptions === drawn) return;
    this.#drawnOptions = drawn;
    // Options that stay are left where they are: screen readers take a chosen one that is
    // put in again for the learner's.
    const former = new Map([...this.#filter.options].map((option) => [option.value, option]));
    for (const [key, option] of former) if (!options.some(([one]) => one === key)) option.remove();
    for (const [i, [key, text]] of options.entries()) {
      const option = former.get(key) ?? h("option", { value: key }, text);
      if (option.textContent !== text) option.textContent = text;
      const there = this.#filter.options[i] ?? null;
      if (there !== option) this.#filter.insertBefore(option, there);
    }
    this.#filter.value = value;
  }
}
