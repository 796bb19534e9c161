// Marks lines of the version that runs: how many connections wait there, which line
// has just run, which one a learner points at elsewhere. What runs was built from an
// earlier text: its lines are followed through the edits since.

import { MapMode, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter } from "@codemirror/view";
import { waitLabel, waitTitle } from "../source/wait-label.js";

/**
 * @import { ChangeDesc, EditorState, Text } from "@codemirror/state"
 * @import { Wait } from "../source/run-source.js"
 *
 * The text that a build was made of, and what was changed since; null for nothing.
 * @typedef {{ text: Text, changes: ChangeDesc | null }} Built
 * @typedef {object} Marks
 * @property {Built} built what runs
 * @property {Built | null} building what a build is made of
 * @property {Built | null} checked what was checked
 * @property {number | null} cause line of the checked text, from 1
 * @property {Set<number>} flashing lines of the built text, from 1
 * @property {number | null} lit
 * @property {Map<number, Wait>} waits
 */

/** @type {import("@codemirror/state").StateEffectType<Partial<Marks>>} */
export const setMarks = StateEffect.define();

/** @type {StateField<Marks>} */
export const marks = StateField.define({
  create: ({ doc }) => ({
    built: /** @type {Built} */ ({ text: doc, changes: null }),
    building: /** @type {Built | null} */ (null),
    checked: /** @type {Built | null} */ (null),
    cause: /** @type {number | null} */ (null),
    flashing: new Set(),
    lit: /** @type {number | null} */ (null),
    waits: new Map(),
  }),
  update: (value, { docChanged, changes, effects }) => {
    let next = value;
    if (docChanged) {
      const { built, building, checked } = value;
      next = {
        ...value,
        built: follow(built, changes),
        building: building && follow(building, changes),
        checked: checked && follow(checked, changes),
      };
    }
    for (const effect of effects) if (effect.is(setMarks)) next = { ...next, ...effect.value };
    return next;
  },
  provide: (field) =>
    EditorView.decorations.from(field, (value) => (view) => decorate(view, value)),
});

/**
 * @param {Built} built
 * @param {ChangeDesc} changes
 * @returns {Built}
 */
export function follow({ text, changes: former }, changes) {
  return { text, changes: former ? former.composeDesc(changes) : changes };
}

/**
 * @param {Built} built
 * @param {number} line of the built text, from 1
 * @returns {number | null} where the line begins in the text as it is now; null where it is gone
 */
export function positionOf({ text, changes }, line) {
  if (line < 1 || line > text.lines) return null;
  const { from, to } = text.line(line);
  if (!changes) return from;
  // The indent may have changed: the line's first letter stands for it.
  const indent = text.sliceString(from, to).search(/\S/);
  const position = changes.mapPos(from + Math.max(0, indent), 1, MapMode.TrackDel);
  return position;
}

/**
 * @param {EditorView} view
 * @param {Marks} marks
 */
function decorate({ state }, { built, checked, cause, flashing, lit }) {
  const classes = new Map();
  if (lit !== null) classes.set(lit, "is-lit");
  for (const line of flashing) classes.set(line, "is-flashing");
  const decorations = [...classes].flatMap(([line, name]) =>
    decorateLine(state, built, line, name),
  );
  if (checked && cause !== null)
    decorations.push(...decorateLine(state, checked, cause, "is-checked"));
  return Decoration.set(decorations, true);
}

/**
 * @param {EditorState} state
 * @param {Built} built
 * @param {number} line
 * @param {string} name class of the line
 */
function decorateLine(state, built, line, name) {
  const start = lineStart(state, built, line);
  return start === null ? [] : [Decoration.line({ class: name }).range(start)];
}

/**
 * @param {EditorState} state
 * @param {Built} built
 * @param {number} line
 */
function lineStart(state, built, line) {
  const position = positionOf(built, line);
  return position === null ? null : state.doc.lineAt(position).from;
}

class WaitMarker extends GutterMarker {
  /** @param {Wait} wait */
  constructor(wait) {
    super();
    this.wait = wait;
  }

  /** @param {WaitMarker} other */
  eq({ wait }) {
    const { connections, accepting } = this.wait;
    return wait.connections === connections && wait.accepting === accepting;
  }

  toDOM() {
    const element = document.createElement("span");
    element.className = "cm-wait";
    element.textContent = waitLabel(this.wait);
    element.title = waitTitle(this.wait);
    return element;
  }
}

/** The margin with the number of connections that wait at a line. */
export const waitsGutter = gutter({
  class: "cm-waits",
  markers: ({ state }) => {
    const { built, waits } = state.field(marks);
    const markers = [...waits].flatMap(([line, wait]) => {
      const start = lineStart(state, built, line);
      return start === null ? [] : [new WaitMarker(wait).range(start)];
    });
    return RangeSet.of(markers, true);
  },
});
