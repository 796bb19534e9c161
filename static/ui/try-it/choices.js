import { h } from "../dom.js";

/**
 * Makes radio buttons of the answers that a question lists.
 * @param {HTMLElement} list each item with the text of an answer
 * @param {string} name of the radio buttons
 * @param {string} chosen the answer that is chosen; empty for none
 * @param {(text: string) => void} onChoose
 * @param {AbortSignal} signal
 */
export function makeChoices(list, name, chosen, onChoose, signal) {
  list.setAttribute("role", "radiogroup");
  list.setAttribute("aria-label", "Your guess");
  for (const item of list.children) {
    const text = choiceText(item);
    const label = item.querySelector("label") ?? h("label", {}, ...item.childNodes);
    const radio = h("input", { type: "radio", name, checked: text === chosen });
    radio.addEventListener("change", () => onChoose(text), { signal });
    label.querySelector("input")?.remove();
    label.prepend(radio);
    item.setAttribute("role", "presentation");
    item.replaceChildren(label);
  }
}

/**
 * @param {Element} item
 * @returns {string} the answer as plain text, as the host has it
 */
export function choiceText(item) {
  return (item.textContent ?? "").replace(/\s+/g, " ").trim();
}
