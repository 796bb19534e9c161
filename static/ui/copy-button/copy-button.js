import { announce } from "../announce.js";
import { h, icon } from "../dom.js";

const OUTCOME_MS = 1600; // for which the outcome is shown

/**
 * Creates a button that copies a text and then shows whether that worked. Its width
 * does not change.
 * @param {object} options
 * @param {string} options.label
 * @param {() => string} options.text
 * @param {Node | string} [options.content] of the button, before the icon
 * @param {string} [options.className]
 * @param {Element} [options.source] is selected where the browser does not copy
 * @param {AbortSignal} signal
 * @returns {HTMLButtonElement}
 */
export function copyButton({ label, text, content = "", className = "code-copy", source }, signal) {
  const button = h(
    "button",
    {
      type: "button",
      class: `copy-button ${className}`.trim(),
      "aria-label": label,
      title: label,
    },
    content,
    h("span", { class: "copy-icons" }, icon("copy"), icon("check")),
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const showOutcome = (/** @type {string} */ outcome) => {
    button.dataset.state = outcome;
    clearTimeout(timer);
    timer = setTimeout(() => delete button.dataset.state, OUTCOME_MS);
  };
  const onClick = async () => {
    try {
      await copy(text());
      showOutcome("done");
      announce("Copied");
    } catch (error) {
      console.info("the page may not use the clipboard", error);
      showOutcome("failed");
      getSelection()?.selectAllChildren(source ?? button);
      announce("The browser does not copy here. The text is selected: copy it with Ctrl-C or ⌘C");
    }
  };
  button.addEventListener("click", onClick, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return button;
}

/**
 * Copies a text. Browsers give the clipboard to pages in a secure context only; a page
 * over plain HTTP copies a selection.
 * @param {string} text
 */
async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const focused = document.activeElement;
  const area = h("textarea", { class: "visually-hidden", readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  const succeeded = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!succeeded) throw new Error("the browser does not copy");
}

/**
 * Adds a button to the head of each figure with code.
 * @param {AbortSignal} signal
 */
export function addCopyButtons(signal) {
  for (const figure of document.querySelectorAll("figure.code")) {
    const caption = figure.querySelector("figcaption");
    const name = caption?.querySelector(".code-name, .code-file")?.textContent ?? "this code";
    const text = () => codeText(figure);
    const source = figure.querySelector("code") ?? figure;
    caption?.append(copyButton({ label: `Copy ${name}`, text, source }, signal));
  }
}

/**
 * @param {Element} figure
 * @returns {string} the code without its line numbers
 */
export function codeText(figure) {
  const lines = [...figure.querySelectorAll(".line .cl")];
  if (lines.length === 0) return figure.querySelector("pre")?.textContent ?? "";
  return lines.map((line) => `${line.textContent?.replace(/\n$/, "")}\n`).join("");
}
