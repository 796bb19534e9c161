import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_ROWS, Transcript } from "../../lab/transcript.js";
import { testSignal } from "../test-dom.js";
import { TranscriptView } from "./transcript-view.js";

/** @import { TestContext } from "node:test" */

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** @param {TestContext} t */
function makeView(t) {
  const transcript = new Transcript();
  const client = /** @type {any} */ ({ transcript });
  const view = new TranscriptView(client, "Client A", testSignal(t));
  const rows = () => {
    view.draw();
    return [...view.element.querySelectorAll("li")];
  };
  const texts = () => rows().map(({ textContent }) => textContent);
  return { transcript, view, rows, texts };
}

test("rows name the sender for screen readers, which do not read the arrow", (t) => {
  const { transcript, texts, view } = makeView(t);
  transcript.bytes("sent", bytes("hello\n"));
  transcript.bytes("received", bytes("hello\n"));
  transcript.mark("out", "half-close", "FIN");
  transcript.mark("in", "closed by server", "EOF");
  transcript.mark("note", "reading again");
  assert.deepEqual(texts(), [
    "sent hello⏎",
    "received hello⏎",
    "client: ⊣ half-closeFIN",
    "server: ⊣ closed by serverEOF",
    "reading again",
  ]);
  const region = view.element.querySelector("[role=region]");
  assert.equal(region?.getAttribute("aria-label"), "What client A sent and received");
});

test("rows that are drawn stay as they are", (t) => {
  const { transcript, rows } = makeView(t);
  transcript.bytes("sent", bytes("one"));
  const [first] = rows();
  transcript.bytes("sent", bytes("two"));
  assert.equal(rows()[0], first);
  assert.equal(rows().length, 2);
});

test("a long detail is folded, a short one is not", (t) => {
  const { transcript, rows } = makeView(t);
  transcript.mark("note", "closed", "Both sides said they were done.");
  transcript.mark("note", "closed", "RST");
  const [long, short] = rows();
  assert.equal(long?.querySelector("summary")?.textContent, "closed");
  assert.equal(
    long?.querySelector("details")?.textContent,
    "closedBoth sides said they were done.",
  );
  assert.equal(short?.querySelector("details"), null);
});

test("of many bytes the first are shown, and the rest is counted", (t) => {
  const { transcript, rows } = makeView(t);
  transcript.bytes("sent", new Uint8Array(2000).fill(0x61));
  const [row] = rows();
  assert.equal(row?.querySelector("code")?.textContent, "a".repeat(256));
  assert.match(row?.textContent ?? "", /and 1,744 more bytes$/);
  assert.equal(row?.title, "2000 bytes");
});

test("halves of a character are shown together", (t) => {
  const { transcript, texts } = makeView(t);
  transcript.bytes("received", Uint8Array.of(0xc3));
  transcript.bytes("received", Uint8Array.of(0xa9));
  assert.deepEqual(texts(), ["received c3", "received a9together: é"]);
});

test("rows that fall out are removed and counted", (t) => {
  const { transcript, texts, view } = makeView(t);
  const dropped = () => view.element.querySelector(".client-dropped");
  transcript.bytes("sent", bytes("first"));
  assert.equal(texts()[0], "sent first");
  assert.equal(/** @type {HTMLElement} */ (dropped()).hidden, true);
  for (let i = 0; i < MAX_ROWS + 100; i++) transcript.bytes("sent", bytes(`${i}`));
  const all = texts();
  assert.equal(all.length, MAX_ROWS);
  assert.equal(all.at(-1), `sent ${MAX_ROWS + 99}`);
  assert.equal(dropped()?.textContent, "101 earlier rows fell out");
});

test("the preview has the newest bytes or, without any, the newest end", (t) => {
  const { transcript, view } = makeView(t);
  const preview = () =>
    view.preview().map((node) => (typeof node === "string" ? node : node.textContent));
  assert.deepEqual(preview(), []);
  transcript.mark("note", "reading paused");
  assert.deepEqual(preview(), []);
  transcript.mark("in", "closed by server", "EOF");
  assert.deepEqual(preview(), ["", "⊣ closed by server"]);
  transcript.bytes("received", bytes("hi\n"));
  transcript.mark("out", "close");
  assert.deepEqual(preview(), ["", "hi⏎"]);
});
