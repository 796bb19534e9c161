// What can stand in a line, for those who write one.

import { h } from "../dom.js";

const LINES = /** @type {[string, string][]} */ ([
  ["connect a", "a client; connect a..j for ten at once"],
  ['a send "hi\\n"', 'bytes, with \\n \\r \\t \\0 \\\\ \\" and \\xHH'],
  ['a send "x" times 4096', "one long message"],
  ['a send-each 10ms "slowly"', "byte for byte"],
  ['a expect "hi\\n"', "exactly this comes next, within 5 s"],
  ['a expect-containing "hi"', "this comes, whatever is before it"],
  ["a expect eof within 30s", "the server sends no more; any time limit"],
  ["a expect closed", "the connection is over"],
  ["a expect nothing 500ms", "it stays quiet for so long"],
  ["a half-close", "or close, reset, pause, resume"],
  ["a slow 1024", "read so many bytes a second"],
  ["wait 1s", "or 200ms"],
  ['repeat 100 a send "x"', "a step many times"],
  ["# why", "a remark"],
]);

export function help() {
  const list = h("dl", {});
  for (const [line, what] of LINES) {
    list.append(h("div", {}, h("dt", {}, h("code", {}, line)), h("dd", {}, what)));
  }
  return h("details", { class: "script-help" }, h("summary", {}, "What can stand in a line"), list);
}
