/** @import { EditorOptions } from "../code-view/editor.js" */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { goLanguage } from "@codemirror/lang-go";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { BIDI_CONTROLS } from "../../core/bidi.js";
import { builtins } from "./builtins.js";
import { completion } from "./completion.js";
import { marks, waitsGutter } from "./line-marks.js";
import { problemKeys } from "./problem-keys.js";
import { theme } from "./theme.js";
import { typeOver } from "./type-over.js";

/** The panel around the editor handles the key: it runs the code. */
const leaveRunToPanel = Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => true }]));

/**
 * Escape lets Tab leave the editor, until the learner types or returns. Without it Tab
 * indents.
 */
const escapeThenTab = [
  keymap.of([
    {
      key: "Escape",
      run: (view) => {
        view.setTabFocusMode(true);
        return false;
      },
    },
  ]),
  EditorView.updateListener.of(({ view, docChanged }) => {
    if (docChanged) view.setTabFocusMode(false);
  }),
  EditorView.domEventHandlers({
    blur: (_, view) => {
      view.setTabFocusMode(false);
    },
  }),
];

const editing = [
  history(),
  indentOnInput(),
  closeBrackets(),
  bracketMatching(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  leaveRunToPanel,
  escapeThenTab,
  typeOver,
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...problemKeys,
    indentWithTab,
  ]),
];

const reading = [EditorState.readOnly.of(true), keymap.of([...defaultKeymap, ...searchKeymap])];

/** What the editor and the comparison of two versions share. */
const shared = [
  EditorState.tabSize.of(4),
  indentUnit.of("\t"),
  drawSelection(),
  // Marks that turn the direction would show code in another order than it runs in.
  highlightSpecialChars({ addSpecialChars: BIDI_CONTROLS }),
  theme,
];

/** @param {EditorOptions} options */
export function extensions({ name, readOnly, describedBy, complete }) {
  return [
    readOnly ? reading : [completion(complete), editing],
    name.endsWith(".go") ? [goLanguage, builtins] : [],
    shared,
    search({ top: true }),
    highlightSelectionMatches(),
    marks,
    waitsGutter,
    lineNumbers(),
    EditorView.contentAttributes.of({
      "aria-label": name,
      "aria-describedby": describedBy,
      tabindex: "0",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
    }),
  ];
}

/**
 * Shows what a text has more and less than an original.
 * @param {string} name of the file
 * @param {string} original
 */
export function comparison(name, original) {
  return [
    reading,
    goLanguage,
    builtins,
    shared,
    lineNumbers(),
    unifiedMergeView({
      original,
      mergeControls: false,
      gutter: true,
      collapseUnchanged: { margin: 3, minSize: 6 },
    }),
    EditorView.contentAttributes.of({ "aria-label": `Changes in ${name}`, tabindex: "0" }),
  ];
}
