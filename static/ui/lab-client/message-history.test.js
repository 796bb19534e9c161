import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MessageHistory } from "./message-history.js";

test("messages are recalled from the newest to the oldest and back", () => {
  const history = new MessageHistory();
  history.add("one");
  history.add("two");
  assert.equal(history.move(-1, ""), "two");
  assert.equal(history.move(-1, "two"), "one");
  assert.equal(history.move(-1, "one"), null);
  assert.equal(history.move(1, "one"), "two");
  assert.equal(history.move(1, "two"), "");
  assert.equal(history.move(1, ""), null);
});

test("the draft is kept while messages are recalled", () => {
  const history = new MessageHistory();
  history.add("one");
  assert.equal(history.move(-1, "half a li"), "one");
  assert.equal(history.move(1, "one, changed"), "half a li");
});

test("an empty message and a repeated one are not added", () => {
  const history = new MessageHistory();
  history.add("one");
  history.add("one");
  history.add("");
  assert.equal(history.move(-1, ""), "one");
  assert.equal(history.move(-1, "one"), null);
});

test("the newest hundred are kept, in their order", () => {
  const message = fc.string({ minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(message, { minLength: 90, maxLength: 250, size: "max" }), (messages) => {
      const history = new MessageHistory();
      for (const text of messages) history.add(text);
      const expected = messages.filter((text, index) => text !== messages[index - 1]).slice(-100);
      const recalled = [];
      for (let text = history.move(-1, ""); text !== null; text = history.move(-1, text))
        recalled.unshift(text);
      assert.deepEqual(recalled, expected);
    }),
  );
});
