// Saves a text or bytes as a file.

import { h } from "../dom.js";

/**
 * @param {string} name
 * @param {string} type
 * @param {BlobPart} content
 */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // Later, since the browser may not have begun to read it yet.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
