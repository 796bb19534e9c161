import { button, h } from "../dom.js";

/**
 * @import { Child } from "../dom.js"
 *
 * @typedef {object} Question
 * @property {string} title
 * @property {Child[]} content
 * @property {string} [action] what the button says that does it; without one there is nothing to do
 * @property {boolean} [isLoss] the action gives something up: the focus is on Cancel
 * @property {{ label: string, value: string, maxLength: number }} [field] for a text
 */

/**
 * Shows a dialog and returns what was typed, "" without a field, or null where the dialog
 * was closed without the action.
 * @param {Element} place that the dialog is in while it is open
 * @param {Question} question
 * @param {AbortSignal} signal closes it
 * @returns {Promise<string | null>}
 */
export function ask(place, { title, content, action, isLoss, field }, signal) {
  const dialog = h("dialog", { class: "ask", "aria-labelledby": "ask-title" });
  const form = h("form", { method: "dialog" }, h("h2", { id: "ask-title" }, title), ...content);
  const input = field && h("input", { id: "ask-field", maxlength: field.maxLength });
  if (field && input) {
    input.value = field.value;
    form.append(h("label", { for: "ask-field" }, field.label), input);
  }
  const close = button(
    action ? "Cancel" : "Close",
    { class: "button" },
    () => dialog.close(),
    signal,
  );
  const actions = h("p", { class: "ask-actions" }, close);
  if (action) actions.append(h("button", { class: "button primary", value: "done" }, action));
  form.append(actions);
  dialog.append(form);
  place.append(dialog);
  const onAbort = () => dialog.close();
  signal.addEventListener("abort", onAbort, { once: true });
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      signal.removeEventListener("abort", onAbort);
      dialog.remove();
      resolve(dialog.returnValue === "done" ? (input?.value ?? "") : null);
    });
    dialog.showModal();
    if (input) input.select();
    else if (isLoss || !action) close.focus();
  });
}
