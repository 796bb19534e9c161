/** @import { Name } from "./panel-layout.js" */

import { loadPanels, savePanels } from "../../lab/preferences.js";
import { button, icon } from "../dom.js";
import { parseLayout } from "./panel-layout.js";
import { PanelSplitter } from "./panel-splitter.js";

const TITLES = { clients: "the clients", timeline: "the timeline", log: "the server log" };
const MIN_HEIGHTS = { clients: 96, timeline: 130, log: 32 }; // px

/** The lab's panels one below the other: their heights, and which are folded. */
export class Panels {
  #body;
  #panels;
  #layout = parseLayout(loadPanels());
  /** @type {Map<Name, HTMLButtonElement>} */
  #folds = new Map();

  /**
   * @param {HTMLElement} body gets the panels as its content; it must be in the page, since
   *   log and timeline build their heads there
   * @param {Record<Name, HTMLElement>} panels
   * @param {AbortSignal} signal
   */
  constructor(body, panels, signal) {
    this.#body = body;
    this.#panels = panels;
    body.replaceChildren(
      panels.clients,
      this.#splitter("clients", 1),
      panels.timeline,
      this.#splitter("log", -1),
      panels.log,
    );
    for (const name of /** @type {Name[]} */ (Object.keys(panels))) {
      const attributes = { class: "icon-button small panel-fold" };
      const fold = button("", attributes, () => this.#toggle(name), signal);
      fold.append(icon("fold"));
      this.#folds.set(name, fold);
      panels[name].querySelector(".panel-head")?.prepend(fold);
    }
    this.#draw();
  }

  /** @param {Name} name */
  unfold(name) {
    if (this.#layout.folded.includes(name)) this.#toggle(name);
  }

  /** @param {Name} name */
  #toggle(name) {
    const { folded } = this.#layout;
    this.#layout.folded = folded.includes(name)
      ? folded.filter((other) => other !== name)
      : [...folded, name];
    this.#save();
  }

  /**
   * @param {"clients" | "log"} name
   * @param {1 | -1} direction
   */
  #splitter(name, direction) {
    return new PanelSplitter({
      panel: this.#panels[name],
      name: TITLES[name],
      direction,
      bounds: () => this.#bounds(name),
      set: (height) => this.#setHeight(name, height),
    });
  }

  /**
   * @param {"clients" | "log"} name
   * @returns {[number, number]} px
   */
  #bounds(name) {
    const other = this.#panels[name === "log" ? "clients" : "log"].offsetHeight;
    const min = MIN_HEIGHTS[name];
    return [min, Math.max(min, this.#body.clientHeight - other - MIN_HEIGHTS.timeline)];
  }

  /**
   * @param {"clients" | "log"} name
   * @param {number | null} height px; null for the default
   */
  #setHeight(name, height) {
    const { heights } = this.#layout;
    if (height === null) delete heights[name];
    else heights[name] = Math.round((1000 * height) / this.#body.clientHeight) / 10;
    this.#save();
  }

  #save() {
    savePanels(JSON.stringify(this.#layout));
    this.#draw();
  }

  #draw() {
    const { folded, heights } = this.#layout;
    for (const [name, fold] of this.#folds) {
      const isFolded = folded.includes(name);
      const label = `${isFolded ? "Unfold" : "Fold"} ${TITLES[name]}`;
      this.#panels[name].toggleAttribute("data-folded", isFolded);
      fold.setAttribute("aria-expanded", String(!isFolded));
      fold.setAttribute("aria-label", label);
      fold.title = label;
    }
    for (const name of /** @type {const} */ (["clients", "log"])) {
      const share = heights[name];
      if (share === undefined) this.#body.style.removeProperty(`--${name}-height`);
      else this.#body.style.setProperty(`--${name}-height`, `${share}%`);
    }
  }
}
