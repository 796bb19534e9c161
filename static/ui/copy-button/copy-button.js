// Copies a text and says so for a moment, without changing its own width.

import { announce } from "../announce.js";
import { h, icon } from "../dom.js";

const SHOWN = 1600;

/**
 * @param {{ label: string, text: () => string, face?: Node | string, className?: string,
 *   source?: Element }} options source: is selected where the browser does not copy
 * @param {AbortSignal} signal
 * @returns {HTMLButtonElement}
 */
export function copyButton({ label, text, face = "", className = "copy", source }, signal) {
  const button = h(
    "button",
    { type: "button", class: className, "aria-label": label, title: label },
    face,
    h("span", { class: "copy-icons" }, icon("copy"), icon("check")),
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const show = (/** @type {string} */ state) => {
    button.dataset.state = state;
    clearTimeout(timer);
    timer = setTimeout(() => delete button.dataset.state, SHOWN);
  };
  button.addEventListener(
    "click",
    async () => {
      try {
        await copy(text());
        show("done");
        announce("Copied");
      } catch (error) {
        console.info("the clipboard is closed to this page", error);
        show("failed");
        getSelection()?.selectAllChildren(source ?? button);
        announce("The browser does not copy here. The text is selected: copy it with Ctrl-C or ⌘C");
      }
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return button;
}

/**
 * Copies a text. Browsers give a page the clipboard in a secure context alone;
 * a page over plain HTTP copies what it has selected.
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
  const done = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!done) throw new Error("the browser does not copy");
}

/**
 * A button at the head of each figure with code.
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

/** @param {Element} figure */
function codeText(figure) {
  const lines = [...figure.querySelectorAll(".line .cl")];
  if (lines.length === 0) return figure.querySelector("pre")?.textContent ?? "";
  return lines.map((line) => `${line.textContent?.replace(/\n$/, "")}\n`).join("");
}
