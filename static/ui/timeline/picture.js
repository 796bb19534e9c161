// The picture as a file of its own: what the page's style sheets say stands in
// it as attributes, in colours that every viewer knows.

import { svg } from "../dom.js";

const TAKEN = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "paint-order",
  "opacity",
  "font-size",
  "font-weight",
  "text-decoration-line",
];
const COLOURS = new Set(["fill", "stroke"]);
const FONTS = {
  mono: "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  sans: "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
};

/**
 * @param {SVGSVGElement} heads
 * @param {SVGSVGElement} body
 * @param {{ title: string, paper: string }} about
 * @returns {string}
 */
export function pictureOf(heads, body, { title, paper }) {
  const rgb = colourReader();
  const size = (/** @type {SVGSVGElement} */ part, /** @type {"width" | "height"} */ name) =>
    Number(part.getAttribute(name));
  const width = size(body, "width");
  const top = size(heads, "height");
  const height = top + size(body, "height");
  const whole = svg(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height },
    svg("title", {}, title),
    svg("rect", { width, height, fill: rgb(paper) }),
    svg("g", { transform: `translate(0 ${top})` }, ...copies(body, rgb)),
    ...copies(heads, rgb),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}\n`;
}

/**
 * @param {Element} parent
 * @param {(colour: string) => string} rgb
 * @returns {Node[]}
 */
function copies(parent, rgb) {
  return [...parent.childNodes].flatMap((node) => {
    if (!(node instanceof SVGElement)) return [node.cloneNode(true)];
    return node.matches(".tl-hit") ? [] : [copy(node, rgb)];
  });
}

/**
 * @param {SVGElement} node
 * @param {(colour: string) => string} rgb
 */
function copy(node, rgb) {
  const made = /** @type {SVGElement} */ (node.cloneNode(false));
  for (const { name } of [...made.attributes])
    if (/^(class|role|tabindex|aria-|data-)/.test(name)) made.removeAttribute(name);
  if (!(node instanceof SVGGElement)) dress(made, getComputedStyle(node), rgb);
  made.append(...copies(node, rgb));
  return made;
}

/**
 * @param {SVGElement} node
 * @param {CSSStyleDeclaration} style
 * @param {(colour: string) => string} rgb
 */
function dress(node, style, rgb) {
  for (const name of TAKEN) {
    const value = style.getPropertyValue(name);
    if (!value || value === "normal" || (value === "none" && name !== "fill")) continue;
    const attribute = name === "text-decoration-line" ? "text-decoration" : name;
    node.setAttribute(attribute, COLOURS.has(name) ? rgb(value) : value);
  }
  if (node.tagName === "text")
    node.setAttribute("font-family", /Mono/.test(style.fontFamily) ? FONTS.mono : FONTS.sans);
}

/** Reads any colour that the browser knows as red, green and blue. */
function colourReader() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  /** @type {Map<string, string>} */
  const known = new Map([["none", "none"]]);
  return (/** @type {string} */ colour) => {
    const had = known.get(colour);
    if (had !== undefined || !context) return had ?? colour;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 255] = context.getImageData(0, 0, 1, 1).data;
    const made = a === 255 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${(a / 255).toFixed(2)})`;
    known.set(colour, made);
    return made;
  };
}
