/**
 * @typedef {Record<string, string | number | boolean | null | undefined>} Attributes
 *   true sets an attribute without a value; false, null and undefined set none
 * @typedef {Node | string | null | undefined} Child
 */

/**
 * The page's policy allows neither inline handlers nor inline styles.
 * @param {string} tag
 * @param {Attributes} attributes
 * @param {Element} element
 */
function setAttributes(tag, attributes, element) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on") || name === "style") throw new Error(`${tag}: no ${name} in markup`);
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Creates an HTML element. Strings only ever become text.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children null and undefined are left out
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(tag, attributes, element);
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/**
 * Creates a button.
 * @param {string} text
 * @param {Attributes} attributes
 * @param {() => void} onClick
 * @param {AbortSignal} signal
 */
export function button(text, attributes, onClick, signal) {
  const element = h("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", onClick, { signal });
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  out: "M2 8h11M9 4l4 4-4 4",
  in: "M14 8H3M7 4 3 8l4 4",
  play: "M5 3.2v9.6L13 8z",
  copy: "M6 5.5h6.5v8H6zM3.5 10.5v-8H10",
  check: "m3 8.5 3.2 3.2L13 5",
  close: "m4 4 8 8M12 4l-8 8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  plus: "M8 3v10M3 8h10",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  "eye-shut": "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM3 13 13 3",
  hand: "M5 9V4.200a1 1 0 0 1 2 0V7.500M7 7V2.700a1 1 0 0 1 2 0V7M9 7V3.700a1 1 0 0 1 2 0V8M11 8V5.700a1 1 0 0 1 2 0V10c0 2.800-1.700 4.500-4.300 4.500-2 0-3-.9-3.900-2.500L3 9.300a1 1 0 0 1 1.700-1L5 9",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  fold: "m4 6 4 4 4-4",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  light:
    "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.100M11.9 11.9 13 13M13 3l-1.1 1.100M4.1 11.9 3 13",
  dark: "M13.5 9.600A5.8 5.8 0 0 1 6.4 2.500a5.8 5.8 0 1 0 7.1 7.100z",
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M10 2.500v11M12 3.700v8.6",
};

/**
 * Creates an SVG element, as h does an HTML element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  setAttributes(tag, attributes, element);
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/**
 * @param {keyof typeof ICONS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const attributes = {
    class: `icon icon-${name}`,
    viewBox: "0 0 16 16",
    "aria-hidden": "true",
  };
  return svg("svg", attributes, svg("path", { d: ICONS[name] }));
}

const LONG_FRAME = 16; // ms; a longer frame is followed by a pause
const BACKOFF_FACTOR = 3; // times the frame's length
const MAX_BACKOFF = 300; // ms

/**
 * Returns a function that requests a call of draw at the next frame; requests before
 * that count as one. After a long frame the next one is delayed, so that the page
 * stays responsive in a flood of events.
 * @param {() => void} draw
 * @param {AbortSignal} signal cancels a pending request
 * @returns {() => void}
 */
export function atNextFrame(draw, signal) {
  let frame = 0;
  let pausing = false;
  let requestedAgain = false;
  signal.addEventListener("abort", () => cancelAnimationFrame(frame), { once: true });
  /** @param {number} start */
  const pause = (start) => {
    const duration = performance.now() - start;
    const wait = duration < LONG_FRAME ? 0 : Math.min(MAX_BACKOFF, duration * BACKOFF_FACTOR);
    setTimeout(() => {
      pausing = false;
      if (requestedAgain) request();
    }, wait);
  };
  const request = () => {
    requestedAgain = pausing;
    if (frame || pausing || signal.aborted) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      pausing = true;
      const start = performance.now();
      draw();
      // By then the browser has laid out and painted, which counts as well.
      setTimeout(() => pause(start), 0);
    });
  };
  return request;
}

export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
