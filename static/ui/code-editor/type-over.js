import { EditorView } from "@codemirror/view";

/**
 * Types over a selection by a transaction. Left to Chromium, the new letter gets the
 * style of the old ones in an attribute, which the page's policy blocks and reports.
 */
export const typeOver = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { state } = view;
    const { from, to, empty } = state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || event.isComposing || !text || empty) return false;
    if (state.readOnly || state.selection.ranges.length > 1) return false;
    const insert = () =>
      state.update(state.replaceSelection(text), { scrollIntoView: true, userEvent: "input.type" });
    const isHandled = state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, from, to, text, insert));
    if (!isHandled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});
