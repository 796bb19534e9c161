import { button, h } from "../dom.js";

/** The name of the tab with the difference from the lesson's version. */
export const CHANGES = "Changes";

/** The row of files above the editor, and what is said about them at its end. */
export class FileTabs {
  /** @type {Map<string, HTMLElement>} by name */
  #tabs = new Map();
  #group = h("div", { class: "code-files", role: "group", "aria-label": "Files" });
  #state = h("p", { class: "code-state" });
  #onSelect;
  #signal;
  element = h("div", { class: "code-tabs" }, this.#group, this.#state);

  /**
   * @param {object} options
   * @param {string[]} options.files
   * @param {string[]} options.readOnly those of the files that cannot be changed
   * @param {(name: string) => void} options.onSelect
   * @param {AbortSignal} signal
   */
  constructor({ files, readOnly, onSelect }, signal) {
    this.#onSelect = onSelect;
    this.#signal = signal;
    for (const name of [...files, CHANGES]) {
      const tab = this.add(name);
      if (readOnly.includes(name)) tab.title = "Read only: the program around it";
    }
    this.setChanges(new Set(), { added: 0, removed: 0 });
  }

  /** @param {string} name */
  add(name) {
    const tab = button(name, { class: "code-tab" }, () => this.#onSelect(name), this.#signal);
    this.#tabs.set(name, tab);
    this.#group.append(tab);
    return tab;
  }

  /** @param {string} name */
  select(name) {
    for (const [each, tab] of this.#tabs) tab.setAttribute("aria-pressed", String(each === name));
    this.#tabs.get(name)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /**
   * @param {Set<string>} changed names of the files
   * @param {{ added: number, removed: number }} lines
   */
  setChanges(changed, { added, removed }) {
    for (const [name, tab] of this.#tabs) {
      if (name === CHANGES) {
        tab.hidden = changed.size === 0;
        setText(tab, `${CHANGES} +${added} −${removed}`);
        continue;
      }
      setMark(tab, "code-changed", "changed", changed.has(name));
    }
  }

  /** @param {Set<string>} wrong names of the files that have a problem */
  setProblems(wrong) {
    for (const [name, tab] of this.#tabs)
      if (name !== CHANGES) setMark(tab, "code-wrong", "has a problem", wrong.has(name));
  }

  /** @param {string} text */
  setState(text) {
    setText(this.#state, text);
    this.#state.title = text; // where there is no room for all of it
  }
}

/**
 * Sets a text where it is another: each one that is set has the page laid out.
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} tab
 * @param {string} name class of the mark
 * @param {string} text what it means
 * @param {boolean} on
 */
function setMark(tab, name, text, on) {
  const existing = tab.querySelector(`.${name}`);
  if (!on) existing?.remove();
  if (!on || existing) return;
  tab.append(
    h("span", { class: name, title: text }, h("span", { class: "visually-hidden" }, `, ${text}`)),
  );
}
