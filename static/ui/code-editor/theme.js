import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colors are those of the lessons' code: css/code.css. */
const highlighting = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.definitionKeyword, tags.moduleKeyword, tags.controlKeyword],
    color: "var(--accent-text)",
    fontWeight: "650",
  },
  { tag: [tags.bool, tags.null], color: "var(--accent-text)", fontWeight: "650" },
  { tag: [tags.string, tags.character], color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.modifier, color: "inherit", fontWeight: "inherit" }, // the star of a pointer
  { tag: tags.comment, color: "var(--text-quiet)" },
]);

const look = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--text)",
    backgroundColor: "var(--card)",
    fontSize: "0.8125rem",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontVariantLigatures: "none",
    fontFeatureSettings: '"calt" 0, "liga" 0',
    lineHeight: "1.65",
  },
  ".cm-content": { padding: "0.625rem 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 0.875rem 0 0.5rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { background: "color-mix(in oklab, var(--accent) 28%, transparent)" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in oklab, var(--text) 4%, transparent)",
  },
  ".cm-gutters": {
    border: "0",
    color: "var(--text-quiet)",
    backgroundColor: "var(--card)",
    fontVariantNumeric: "tabular-nums",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "1.75rem", padding: "0 0.25rem 0 0" },
  ".cm-specialChar": { color: "var(--bad)", outline: "1px solid var(--bad)" },
  ".cm-builtin": { color: "var(--accent-text)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-tint)" },
  "&.cm-focused .cm-nonmatchingBracket": { color: "var(--bad)", backgroundColor: "transparent" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-tint)" },
  ".cm-searchMatch": { backgroundColor: "var(--accent-tint)", outline: "1px solid var(--accent)" },
  ".cm-searchMatch.cm-searchMatch-selected": { backgroundColor: "var(--now)" },

  // Marks of the version that runs.
  ".cm-line.is-lit": { backgroundColor: "var(--accent-tint)" },
  ".cm-line.is-checked": {
    backgroundColor: "var(--now)",
    boxShadow: "inset 3px 0 var(--bad)",
  },
  ".cm-line.is-flashing": { backgroundColor: "var(--now)" },
  ".cm-waits": { minWidth: "1.5rem" },
  ".cm-waits .cm-gutterElement": {
    display: "flex",
    alignItems: "center",
    justifyContent: "end",
    paddingInlineStart: "0.25rem",
  },
  ".cm-wait": {
    minWidth: "0.9375rem",
    padding: "0 0.1875rem",
    borderRadius: "1rem",
    background: "var(--accent)",
    color: "var(--on-accent)",
    font: "700 0.625rem / 0.9375rem var(--sans)",
    textAlign: "center",
  },

  // Problems.
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1px",
    textUnderlineOffset: "0.25em",
    textDecorationSkipInk: "none",
  },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--bad)" },
  ".cm-diagnostic": { font: "0.75rem / 1.5 var(--mono)", padding: "0.375rem 0.625rem" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-tooltip": {
    maxWidth: "min(36rem, 90vw)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-small)",
    overflow: "clip",
    color: "var(--text)",
    backgroundColor: "var(--card)",
    boxShadow: "0 4px 16px rgb(0 0 0 / 16%)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    background: "var(--accent)",
    color: "var(--on-accent)",
  },

  // The comparison with the lesson's version.
  "& .cm-collapsedLines": {
    padding: "0.25rem 0.875rem 0.25rem 0.5rem",
    color: "var(--text-quiet)",
    background: "var(--sunken)",
    font: "0.75rem var(--sans)",
  },
  "& .cm-collapsedLines:before, & .cm-collapsedLines:after": { content: '"···"' },
  "&.cm-merge-b .cm-changedLine": {
    backgroundColor: "color-mix(in oklab, var(--good) 9%, transparent)",
  },
  "&.cm-merge-b .cm-changedText": { background: "none", boxShadow: "inset 0 -2px var(--good)" },
  "& .cm-deletedChunk": {
    padding: "0 0.875rem 0 0.5rem",
    backgroundColor: "color-mix(in oklab, var(--bad) 9%, transparent)",
  },
  "& .cm-deletedChunk .cm-deletedText": {
    background: "none",
    boxShadow: "inset 0 -2px var(--bad)",
  },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--good)" },
  "& .cm-deletedLineGutter": { background: "var(--bad)" },

  // Panels, such as the search.
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--sunken)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "0.375rem 0.5rem", font: "0.75rem var(--sans)" },
  ".cm-textfield": {
    border: "1px solid var(--control-line)",
    borderRadius: "var(--radius-small)",
    backgroundColor: "var(--card)",
    padding: "0.25rem 0.5rem",
  },
  ".cm-button": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-small)",
    backgroundImage: "none",
    backgroundColor: "var(--card)",
    color: "var(--text)",
    cursor: "pointer",
  },
  ".cm-panel.cm-search [name=close]": { color: "var(--text)" },
});

export const theme = [look, syntaxHighlighting(highlighting)];
