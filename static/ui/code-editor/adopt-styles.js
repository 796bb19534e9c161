import { StyleModule } from "style-mod";

/**
 * Makes CodeMirror put its styles into an adopted style sheet of the document. By
 * default it does so in shadow roots only and adds a style element to documents, which
 * the page's policy blocks. style-mod keeps the sheet of a root in a property of it:
 * that of a root without a head is an adopted one.
 */
export function adoptStyles() {
  const root = { ownerDocument: document, adoptedStyleSheets: [] };
  StyleModule.mount(/** @type {any} */ (root), []);
  for (const key of Object.getOwnPropertySymbols(root))
    Object.assign(document, { [key]: /** @type {any} */ (root)[key] });
}
