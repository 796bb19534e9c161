import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonNamed, setSize, testSignal } from "../test-dom.js";
import { Detail } from "./detail.js";
import { markOf } from "./event-marks.js";
import { base64, contextOf, EXCHANGE, event, modelOf } from "./test-run.js";

/**
 * @import { TestContext } from "node:test"
 * @import { LabEvent } from "../../transport/transport.js"
 */

/** @param {TestContext} t */
function make(t) {
  /** @type {string[]} */
  const calls = [];
  const detail = new Detail(
    { close: () => calls.push("close"), toggleFollow: () => calls.push("follow") },
    testSignal(t),
  );
  setSize(detail.element, { clientWidth: 1000 });
  /**
   * @param {LabEvent} of
   * @param {LabEvent[]} [others]
   * @param {boolean} [tls]
   */
  const show = (of, others = EXCHANGE.slice(0, 2), tls = false) => {
    const { model } = modelOf([...others, of].sort((a, b) => a.seq - b.seq));
    const mark = markOf(of);
    assert.ok(mark);
    detail.draw({ mark, lane: contextOf(model).context.lane(mark.conn), model, tls });
  };
  const text = (/** @type {string} */ selector) =>
    detail.element.querySelector(selector)?.textContent ?? null;
  return { detail, calls, show, text };
}

const HELLO = event(20, "read", {
  conn: 1,
  bytes: 6,
  data: base64("hello\n"),
  source: { file: "server.go", line: 31 },
});

test("it shows route, size, call, line and bytes", (t) => {
  const { detail, show, text } = make(t);
  show(HELLO);
  assert.equal(detail.element.hidden, false);
  assert.equal(text("strong"), "A → server");
  assert.match(text("header") ?? "", /6 B.*Read returned/);
  assert.equal(text(".log-source"), "server.go:31");
  assert.equal(text(".tl-text code"), "hello⏎");
  assert.equal(text(".tl-hex"), "0000  68 65 6c 6c 6f 0a  hello·\n");
});

test("a narrow detail has eight bytes on a line", (t) => {
  const { detail, show } = make(t);
  const lines = () => detail.element.querySelectorAll(".tl-hex-line").length;
  const long = { ...HELLO, bytes: 32, data: base64("0123456789abcdef0123456789abcdef") };
  show(long);
  assert.equal(lines(), 2);
  setSize(detail.element, { clientWidth: 400 });
  show(long);
  assert.equal(lines(), 4);
});

test("it says how long the call had waited, and what the server logged then", (t) => {
  const { show, text } = make(t);
  show({ ...HELLO, at: event(0, "", { ms: 1500 }).at }, [
    ...EXCHANGE.slice(0, 2),
    event(19, "waiting", { conn: 1, call: "read", ms: 19 }),
    event(21, "log", {
      conn: 1,
      ms: 1501,
      level: "INFO",
      message: "received",
      attrs: { peer: "127.0.0.1:5001", n: 6 },
    }),
  ]);
  assert.match(text("header") ?? "", /after waiting 1\.5 s/);
  assert.equal(text(".tl-log"), "INFO received n=6", "the peer is in the header");
});

test("an event without bytes is explained", (t) => {
  const { show, text } = make(t);
  const table = /** @type {[LabEvent, RegExp][]} */ ([
    [event(20, "accept", { conn: 1, peer: "127.0.0.1:5001" }), /has taken the connection/],
    [event(20, "read", { conn: 1, error: "EOF" }), /sends no more: a half-close/],
    [event(20, "close-write", { conn: 1 }), /The server sends no more/],
    [event(20, "close", { conn: 1 }), /closed the connection, both ways/],
    [event(20, "timeout", { conn: 1, call: "read" }), /deadline passed/],
    [event(20, "waiting", { conn: 1, call: "write" }), /does not read/],
    [event(20, "read", { conn: 1, error: "connection reset by peer" }), /broken .* off/],
    [event(20, "listening"), /takes connections/],
    [event(20, "stopped"), /has ended/],
  ]);
  for (const [i, [of, want]] of table.entries()) {
    show({ ...of, seq: of.seq + i });
    assert.match(text(".tl-no-bytes") ?? "", want, of.kind);
  }
});

test("of TLS the records are named, and no bytes are shown as text", (t) => {
  const { show, text } = make(t);
  show({ ...HELLO, tls: [{ type: "alert", bytes: 6 }] }, undefined, true);
  assert.equal(text(".tl-records"), "alert 6 B");
  assert.equal(text(".tl-text code"), null);
  show({ ...HELLO, seq: 22 }, undefined, true);
  assert.equal(text(".tl-records"), "part of a TLS record");
});

test("of more bytes than the event has, it says so", (t) => {
  const { show, text } = make(t);
  show({ ...HELLO, bytes: 4000 });
  assert.match(text(".tl-text") ?? "", /the first 6 of 4,000 B/);
});

test("without content it is hidden, and its buttons call back", (t) => {
  const { detail, show, calls } = make(t);
  show(HELLO);
  buttonNamed(detail.element, "Newest").click();
  buttonNamed(detail.element, "Close the detail (Escape)").click();
  assert.deepEqual(calls, ["follow", "close"]);
  detail.draw(null);
  assert.ok(detail.element.hidden);
  assert.equal(detail.element.querySelector(".tl-hex"), null);
});

test("the same content is not drawn again", (t) => {
  const { detail, show } = make(t);
  show(HELLO);
  const dump = detail.element.querySelector(".tl-hex");
  show(HELLO);
  assert.equal(detail.element.querySelector(".tl-hex"), dump);
});
