/**
 * @import { CompletionContext, CompletionSource } from "@codemirror/autocomplete"
 * @import { Rect } from "@codemirror/view"
 * @import { Completion, Insertion } from "../../code-tools/code-tools.js"
 */

import { acceptCompletion, autocompletion, pickedCompletion } from "@codemirror/autocomplete";
import { EditorView, keymap } from "@codemirror/view";
import { h } from "../dom.js";

const MEMBER = /\.[\p{L}\p{N}_]*$/u; // and the dot before it
const NAME = /^[\p{L}\p{N}_]*$/u;
const WORD = /[\p{L}_][\p{L}\p{N}_]+$/u; // of two letters or more

/** CodeMirror's icon for each kind. */
const TYPES = {
  function: "function",
  method: "method",
  field: "property",
  variable: "variable",
  constant: "constant",
  type: "type",
  package: "namespace",
};

const look = EditorView.theme({
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" }, // the doc lies beside it
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxWidth: "min(32rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.1875rem 0.5rem" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--text-quiet)" },
  "li[aria-selected] .cm-completionDetail, li[aria-selected] .cm-completionIcon": {
    color: "inherit",
    opacity: 1,
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo": { padding: "0.5rem 0.75rem", font: "0.75rem / 1.5 var(--sans)" },
  ".cm-completionInfo p": { margin: 0 },
  ".cm-completionInfo .cm-signature": { fontFamily: "var(--mono)", marginBottom: "0.25rem" },
});

/**
 * Offers the members of what stands before a dot, and packages as their names are typed,
 * with signature and first sentence of the doc comment.
 * @param {(offset: number) => Promise<Completion[]>} complete returns those at an offset of the
 *   text
 */
export function completion(complete) {
  return [
    look,
    autocompletion({
      override: [memberSource(complete), packageSource(complete)],
      activateOnTypingDelay: 0,
      maxRenderedOptions: 60,
      ...(matchMedia("(width < 62rem)").matches ? { positionInfo: outside } : {}),
    }),
    keymap.of([{ key: "Tab", run: acceptCompletion }]),
  ];
}

/**
 * Places the doc below the options, or above them, where there is no room beside them.
 * @param {EditorView} _view
 * @param {Rect} list
 * @param {Rect} _option
 * @param {Rect} info
 * @param {Rect} space
 */
function outside(_view, list, _option, info, space) {
  const height = info.bottom - info.top;
  const isBelow = space.bottom - list.bottom >= height;
  const fits = isBelow || list.top - space.top >= height;
  const side = isBelow ? "top" : "bottom";
  const place = `${side}: 100%; max-width: ${space.right - list.left - 16}px`;
  return { style: fits ? place : "display: none", class: "cm-completionInfo-outside" };
}

/**
 * @param {(offset: number) => Promise<Completion[]>} complete
 * @returns {CompletionSource}
 */
function memberSource(complete) {
  return async (context) => {
    const before = context.matchBefore(MEMBER);
    if (!before) return nothing(context);
    const members = await complete(context.pos);
    if (context.aborted || members.length === 0) return nothing(context);
    return { from: before.from + 1, options: members.map(option), validFor: NAME };
  };
}

/**
 * Returns a result without options. After null CodeMirror would not ask again for what was
 * typed while another source still worked: the list after a dot would be missing.
 * @param {CompletionContext} context
 */
function nothing({ pos }) {
  return { from: pos, options: [] };
}

/**
 * The worker is asked again for each letter: with it the word may have become a name of the
 * program, after which Enter must begin a line.
 * @param {(offset: number) => Promise<Completion[]>} complete
 * @returns {CompletionSource}
 */
function packageSource(complete) {
  return async (context) => {
    const word = context.matchBefore(WORD);
    if (!word || context.matchBefore(MEMBER)) return nothing(context);
    const packages = await complete(context.pos);
    if (context.aborted || packages.length === 0) return nothing(context);
    return { from: word.from, options: packages.map(option) };
  };
}

/** @param {Completion} member */
function option({ label, kind, signature, doc, import: added }) {
  const adds = added?.text.trim().replace(/^import /, "");
  const info = () =>
    h(
      "div",
      {},
      h("p", { class: "cm-signature" }, declaration({ label, kind, signature })),
      doc ? h("p", {}, doc) : null,
      adds ? h("p", {}, `Adds import ${adds}.`) : null,
    );
  const apply = added ? applyWithImport(added) : label;
  return { label, type: TYPES[kind], detail: shorten(signature), info, apply };
}

/**
 * Inserts a name and the import of its package, in one step that can be undone.
 * @param {Insertion} added above the name
 */
function applyWithImport({ offset, text }) {
  return (
    /** @type {EditorView} */ view,
    /** @type {import("@codemirror/autocomplete").Completion} */ option,
    /** @type {number} */ from,
    /** @type {number} */ to,
  ) =>
    view.dispatch({
      changes: [
        { from: offset, insert: text },
        { from, to, insert: option.label },
      ],
      selection: { anchor: from + text.length + option.label.length },
      annotations: pickedCompletion.of(option),
      userEvent: "input.complete",
    });
}

/**
 * @param {Pick<Completion, "label" | "kind" | "signature">} member
 * @returns {string} it as Go declares it, or imports it
 */
export function declaration({ label, kind, signature }) {
  if (kind === "package") return `import ${signature}`;
  if (kind === "function" || kind === "method") return signature.replace(/^func/, `func ${label}`);
  const words = { field: "", variable: "var ", constant: "const ", type: "type " };
  return `${words[kind]}${label} ${signature}`;
}

/**
 * Leaves out the word func, which the icon says.
 * @param {string} signature
 */
function shorten(signature) {
  return signature.replace(/^func(?=\()/, "");
}
