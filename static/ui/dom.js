// The few lines the components share for making nodes. Text only ever becomes
// text: the page's policy allows no markup from strings.

/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
 * @param {Node} node
 */
function apply(tag, attributes, node) {
  const element = /** @type {Element} */ (node);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on") || name === "style") throw new Error(`${tag}: no ${name} in markup`);
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  apply(tag, attributes, element);
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/**
 * @param {string} text
 * @param {Record<string, string | number | boolean | null | undefined>} attributes
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
  fold: "m4 6 4 4 4-4",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  light:
    "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.100M11.9 11.9 13 13M13 3l-1.1 1.100M4.1 11.9 3 13",
  dark: "M13.5 9.600A5.8 5.8 0 0 1 6.4 2.500a5.8 5.8 0 1 0 7.1 7.100z",
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M10 2.500v11M12 3.700v8.6",
};

/**
 * As h, for drawings.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  apply(tag, attributes, element);
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

/** A frame that took this long, in ms, is followed by a rest of some times its length. */
const LONG = 16;
const REST = 3;
const LONGEST_REST = 300;

/**
 * Calls draw at the next frame, however often it is asked before. Where drawing
 * takes long, as in a flood, it comes less often: there is always time left for
 * what the learner does.
 * @param {() => void} draw
 * @param {AbortSignal} signal
 */
export function atNextFrame(draw, signal) {
  let asked = 0;
  let resting = false;
  let again = false;
  signal.addEventListener("abort", () => cancelAnimationFrame(asked), { once: true });
  /** @param {number} began */
  const rest = (began) => {
    const took = performance.now() - began;
    const wait = took < LONG ? 0 : Math.min(LONGEST_REST, took * REST);
    setTimeout(() => {
      resting = false;
      if (again) ask();
    }, wait);
  };
  const ask = () => {
    again = resting;
    if (asked || resting || signal.aborted) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      resting = true;
      const began = performance.now();
      draw();
      // By then the browser has laid out and painted, which takes its time too.
      setTimeout(() => rest(began), 0);
    });
  };
  return ask;
}

export function reducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
