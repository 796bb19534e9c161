// The lab's panels: how high each is and which are folded, as the learner chose.
// Heights are kept as shares of the lab, so that they suit another window too.

import { keepPanels, panelsChosen } from "../../lab/memory.js";
import { button, icon } from "../dom.js";
import "./panel-rule.js";

/**
 * @typedef {import("./panel-rule.js").PanelRule} PanelRule
 * @typedef {"clients" | "timeline" | "log"} Name
 * @typedef {{ folded: Name[], heights: Partial<Record<Name, number>> }} Choice
 *   heights: in percent of the lab
 */

const TITLES = { clients: "the clients", timeline: "the timeline", log: "the server log" };
const LEAST = { clients: 96, timeline: 130, log: 32 }; // px

export class Panels {
  #body;
  #panels;
  /** @type {Map<Name, HTMLButtonElement>} */
  #folds = new Map();
  /** @type {Choice} */
  #choice = read();

  /**
   * @param {HTMLElement} body
   * @param {Record<Name, HTMLElement>} panels
   * @param {AbortSignal} signal
   */
  constructor(body, panels, signal) {
    this.#body = body;
    this.#panels = panels;
    const above = this.#rule("clients", 1);
    const below = this.#rule("log", -1);
    body.replaceChildren(panels.clients, above, panels.timeline, below, panels.log);
    for (const name of /** @type {Name[]} */ (Object.keys(panels))) {
      const fold = button(
        "",
        { class: "icon-button small fold" },
        () => this.#toggle(name),
        signal,
      );
      fold.append(icon("fold"));
      this.#folds.set(name, fold);
      // The log and the timeline make their heads when they are in the page.
      panels[name].querySelector(".panel-head")?.prepend(fold);
    }
    this.#draw();
  }

  /**
   * Shows a panel whose content is needed now.
   * @param {Name} name
   */
  unfold(name) {
    if (this.#choice.folded.includes(name)) this.#toggle(name);
  }

  /** @param {Name} name */
  #toggle(name) {
    const { folded } = this.#choice;
    this.#choice.folded = folded.includes(name)
      ? folded.filter((other) => other !== name)
      : [...folded, name];
    this.#keep();
  }

  /**
   * @param {"clients" | "log"} name
   * @param {1 | -1} grows
   */
  #rule(name, grows) {
    const rule = /** @type {PanelRule} */ (document.createElement("panel-rule"));
    rule.sized = {
      panel: this.#panels[name],
      name: TITLES[name],
      grows,
      bounds: () => this.#bounds(name),
      set: (height) => this.#set(name, height),
    };
    return rule;
  }

  /**
   * @param {"clients" | "log"} name
   * @returns {[number, number]}
   */
  #bounds(name) {
    const other = this.#panels[name === "log" ? "clients" : "log"].offsetHeight;
    return [LEAST[name], Math.max(LEAST[name], this.#body.clientHeight - other - LEAST.timeline)];
  }

  /**
   * @param {"clients" | "log"} name
   * @param {number | null} height px
   */
  #set(name, height) {
    const { heights } = this.#choice;
    if (height === null) delete heights[name];
    else heights[name] = Math.round((1000 * height) / this.#body.clientHeight) / 10;
    this.#keep();
  }

  #keep() {
    keepPanels(JSON.stringify(this.#choice));
    this.#draw();
  }

  #draw() {
    const { folded, heights } = this.#choice;
    for (const [name, fold] of this.#folds) {
      const is = folded.includes(name);
      const label = `${is ? "Unfold" : "Fold"} ${TITLES[name]}`;
      this.#panels[name].toggleAttribute("data-folded", is);
      fold.setAttribute("aria-expanded", String(!is));
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

/** @returns {Choice} what was kept; whatever is wrong in it is as if it were not */
function read() {
  /** @type {Choice} */
  const choice = { folded: [], heights: {} };
  try {
    const kept = JSON.parse(panelsChosen() ?? "{}");
    const names = /** @type {Name[]} */ (Object.keys(TITLES));
    if (Array.isArray(kept?.folded))
      choice.folded = names.filter((name) => kept.folded.includes(name));
    for (const name of names) {
      const share = kept?.heights?.[name];
      if (typeof share === "number" && share > 0 && share < 100) choice.heights[name] = share;
    }
  } catch (error) {
    console.info("the panels' heights cannot be read: they are as usual", error);
  }
  return choice;
}
