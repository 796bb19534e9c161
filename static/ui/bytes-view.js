// Bytes as nodes: text as text, line ends as ⏎, the rest as underlined digits.

import { segments } from "../bytes/bytes.js";
import { h } from "./dom.js";

/**
 * @param {Uint8Array} bytes
 * @returns {DocumentFragment}
 */
export function bytesView(bytes) {
  const out = document.createDocumentFragment();
  const parts = segments(bytes);
  parts.forEach((part, at) => {
    if (part.kind === "text") out.append(part.text);
    else if (part.kind === "byte") out.append(h("span", { class: "byte" }, part.hex));
    else {
      out.append(h("span", { class: "line-end" }, "⏎"));
      if (at < parts.length - 1) out.append("\n");
    }
  });
  return out;
}
