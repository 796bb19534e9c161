// Links from an event to its line in the lesson's source.

import { h } from "../dom.js";

/** @typedef {{ source?: { file: string, line: number } }} Located an event, say */

/**
 * @param {Located} event
 * @returns {string} as `server.go:31`, empty where it has no source
 */
export function sourceLocation({ source }) {
  return source ? `${source.file.slice(source.file.lastIndexOf("/") + 1)}:${source.line}` : "";
}

/**
 * @param {Located} event
 * @returns {HTMLAnchorElement | null} null where the event has no source
 */
export function sourceLink(event) {
  if (!event.source) return null;
  const where = sourceLocation(event);
  const [file] = where.split(":");
  return h(
    "a",
    {
      class: "log-source",
      href: `#${file}-L${event.source.line}`,
      "data-file": file,
      "data-line": event.source.line,
      "aria-label": `Show ${where} in the source`,
    },
    where,
  );
}

/**
 * Handles clicks on the source links inside an element.
 * @param {HTMLElement} element
 * @param {(file: string, line: number, link: Element) => boolean} show returns whether the line is
 *   in the lesson; if not, the browser follows the link
 * @param {AbortSignal} signal
 */
export function onSourceLink(element, show, signal) {
  element.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a.log-source") : null;
      if (!(link instanceof HTMLAnchorElement)) return;
      const { file = "", line = "" } = link.dataset;
      if (show(file, Number(line), link)) event.preventDefault();
    },
    { signal },
  );
}
