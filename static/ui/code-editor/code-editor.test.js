import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet, Text } from "@codemirror/state";
import { diffChanges } from "./diff-changes.js";
import { follow, positionOf } from "./line-marks.js";
import { positionIn, unitsBefore } from "./position.js";

test("changes leave out what two texts have in common", () => {
  assert.deepEqual(diffChanges("abc", "abc"), []);
  assert.deepEqual(diffChanges("", "x"), [{ from: 0, to: 0, insert: "x" }]);
  const former = "func f( ){\nx:=12\n}";
  const text = "func f() {\n\tx := 12\n}";
  const changes = ChangeSet.of(diffChanges(former, text), former.length);
  assert.equal(changes.apply(Text.of(former.split("\n"))).toString(), text);
  assert.equal(changes.mapPos(former.indexOf("2")), text.indexOf("2"), "a cursor stays");
});

test("a compiler's column counts bytes", () => {
  assert.equal(unitsBefore("häh", 0), 0);
  assert.equal(unitsBefore("häh", 3), 2);
  assert.equal(unitsBefore("→x", 3), 1);
  assert.equal(unitsBefore("😀x", 4), 2);
  const doc = Text.of(["one", "ä two"]);
  assert.equal(positionIn(doc, 2, 4), 6);
  assert.equal(positionIn(doc, 2, 99), doc.length, "at most the line's end");
});

test("lines of a built text are followed through later edits", () => {
  const text = Text.of(["first", "\tsecond", "third"]);
  const line = (/** @type {import("@codemirror/state").ChangeSpec[]} */ ...edits) => {
    /** @type {import("./line-marks.js").Built} */
    let built = { text, changes: null };
    let doc = text;
    for (const edit of edits) {
      const changes = ChangeSet.of(edit, doc.length);
      doc = changes.apply(doc);
      built = follow(built, changes);
    }
    const position = positionOf(built, 2);
    return position === null ? null : doc.lineAt(position).text;
  };
  assert.equal(line(), "\tsecond");
  assert.equal(line({ from: 0, insert: "new\nnewer\n" }), "\tsecond");
  assert.equal(line({ from: 0, to: 6 }, { from: 0, insert: "\t" }), "\t\tsecond");
  assert.equal(line({ from: 6, insert: "above\n" }), "\tsecond", "a line before its indent");
  assert.equal(line({ from: 6, to: 14 }), null, "the line is gone");
  assert.equal(positionOf({ text, changes: null }, 9), null);
});
