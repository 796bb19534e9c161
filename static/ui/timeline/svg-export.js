// Exports the diagram as an SVG file. The styles of the page become attributes, and
// their colours rgb(), so that every viewer shows them.

import { svg } from "../dom.js";

const COPIED_PROPERTIES = [
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
 * @param {{ title: string, paper: string }} options paper: the background colour
 * @returns {string}
 */
export function svgFile(heads, body, { title, paper }) {
  const rgb = colourReader();
  const size = (/** @type {SVGSVGElement} */ part, /** @type {"width" | "height"} */ name) =>
    Number(part.getAttribute(name));
  const width = size(body, "width");
  const top = size(heads, "height");
  const height = top + size(body, "height");
  const root = svg(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height },
    svg("title", {}, title),
    svg("rect", { width, height, fill: rgb(paper) }),
    svg("g", { transform: `translate(0 ${top})` }, ...copies(body, rgb)),
    ...copies(heads, rgb),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
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
  const clone = /** @type {SVGElement} */ (node.cloneNode(false));
  for (const { name } of [...clone.attributes])
    if (/^(class|role|tabindex|aria-|data-)/.test(name)) clone.removeAttribute(name);
  if (!(node instanceof SVGGElement)) inlineStyles(clone, getComputedStyle(node), rgb);
  clone.append(...copies(node, rgb));
  return clone;
}

/**
 * @param {SVGElement} node
 * @param {CSSStyleDeclaration} style
 * @param {(colour: string) => string} rgb
 */
function inlineStyles(node, style, rgb) {
  for (const name of COPIED_PROPERTIES) {
    const value = style.getPropertyValue(name);
    if (!value || value === "normal" || (value === "none" && name !== "fill")) continue;
    const attribute = name === "text-decoration-line" ? "text-decoration" : name;
    node.setAttribute(attribute, COLOURS.has(name) ? rgb(value) : value);
  }
  if (node.tagName === "text")
    node.setAttribute("font-family", /Mono/.test(style.fontFamily) ? FONTS.mono : FONTS.sans);
}

/** @returns {(colour: string) => string} converts any CSS colour to rgb() or rgba() */
function colourReader() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  /** @type {Map<string, string>} */
  const cache = new Map([["none", "none"]]);
  return (/** @type {string} */ colour) => {
    const cached = cache.get(colour);
    if (cached !== undefined || !context) return cached ?? colour;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 255] = context.getImageData(0, 0, 1, 1).data;
    const rgb = a === 255 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${(a / 255).toFixed(2)})`;
    cache.set(colour, rgb);
    return rgb;
  };
}
