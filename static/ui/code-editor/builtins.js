import { syntaxTree } from "@codemirror/language";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, ViewPlugin } from "@codemirror/view";

/**
 * @import { DecorationSet, EditorView, ViewUpdate } from "@codemirror/view"
 */

/** Go's predeclared types and functions, which the lessons' code shows in a color. */
const BUILTINS = new Set(
  (
    "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 " +
    "int64 rune string uint uint8 uint16 uint32 uint64 uintptr " +
    "append cap clear close complex copy delete imag len make max min new panic print println " +
    "real recover"
  ).split(" "),
);

const mark = Decoration.mark({ class: "cm-builtin" });

/** @param {EditorView} view */
function decorate(view) {
  /** @type {RangeSetBuilder<Decoration>} */
  const builder = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: ({ name, from, to }) => {
        if (name !== "TypeName" && name !== "VariableName" && name !== "make" && name !== "new")
          return;
        if (BUILTINS.has(view.state.sliceDoc(from, to))) builder.add(from, to, mark);
      },
    });
  }
  return builder.finish();
}

class Builtins {
  /** @type {DecorationSet} */
  decorations;

  /** @param {EditorView} view */
  constructor(view) {
    this.decorations = decorate(view);
  }

  /** @param {ViewUpdate} update */
  update(update) {
    const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
    if (update.docChanged || update.viewportChanged || parsed)
      this.decorations = decorate(update.view);
  }
}

export const builtins = ViewPlugin.fromClass(Builtins, {
  decorations: (value) => value.decorations,
});
