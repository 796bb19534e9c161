import { segments } from "../bytes/bytes.js";
import { h } from "./dom.js";

/**
 * Renders bytes: text as text, a line feed as ⏎, other bytes as underlined hex digits.
 * @param {Uint8Array} bytes
 * @returns {DocumentFragment}
 */
export function bytesView(bytes) {
  const fragment = document.createDocumentFragment();
  const parts = segments(bytes);
  parts.forEach((part, index) => {
    if (part.kind === "text") fragment.append(part.text);
    else if (part.kind === "byte") fragment.append(h("span", { class: "bytes-hex" }, part.hex));
    else {
      fragment.append(h("span", { class: "bytes-line-end" }, "⏎"));
      if (index < parts.length - 1) fragment.append("\n");
    }
  });
  return fragment;
}
