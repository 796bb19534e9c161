import { saveTheme } from "../../lab/preferences.js";
import { LabElement } from "../base-element.js";
import { h, icon } from "../dom.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
const LABELS = {
  auto: "Colours: as the system has them",
  light: "Colours: light",
  dark: "Colours: dark",
};

/** @typedef {(typeof THEMES)[number]} Theme */

/**
 * `<theme-toggle>`: a button that goes through the themes: light, dark, or the system's.
 * It sets `data-theme` at the root and stores it; early-settings.js sets it at the next load,
 * before the first paint. It has no attributes and sends no events.
 */
export class ThemeToggle extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const button = h("button", { type: "button", class: "icon-button" });
    const draw = () => {
      const theme = currentTheme();
      button.replaceChildren(icon(theme));
      button.setAttribute("aria-label", LABELS[theme]);
      button.title = LABELS[theme];
    };
    const onClick = () => {
      setTheme(following(currentTheme()));
      draw();
    };
    button.addEventListener("click", onClick, { signal });
    this.replaceChildren(button);
    draw();
  }
}

/** @param {Theme} theme */
function setTheme(theme) {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset.theme;
  else dataset.theme = theme;
  saveTheme(theme);
}

/** @returns {Theme} */
function currentTheme() {
  const value = document.documentElement.dataset.theme;
  return THEMES.find((theme) => theme === value) ?? "auto";
}

/** @param {Theme} theme */
function following(theme) {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
}

customElements.define("theme-toggle", ThemeToggle);
