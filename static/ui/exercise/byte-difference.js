import { bytesView } from "../bytes-view.js";
import { h } from "../dom.js";
import { fromBase64 } from "../timeline/hexdump.js";

const BEFORE = 24; // bytes that are shown before the first wrong one
const AFTER = 40;

/**
 * Shows what was expected and what came, with a mark at the first byte that differs.
 * @param {{ expected?: string, received?: string, differs?: number }} step bytes in base64
 * @returns {HTMLElement | null} null where bytes were not expected
 */
export function byteDifference({ expected, received = "", differs = 0 }) {
  if (expected === undefined) return null;
  const row = (/** @type {string} */ label, /** @type {string} */ base64) => [
    h("dt", {}, label),
    h("dd", {}, ...around(fromBase64(base64), differs)),
  ];
  return h("dl", { class: "check-bytes" }, ...row("expected", expected), ...row("got", received));
}

/**
 * @param {Uint8Array} bytes
 * @param {number} differs index of the first wrong byte
 * @returns {(Node | string)[]} the bytes around it
 */
function around(bytes, differs) {
  const start = characterStart(bytes, differs);
  const end = characterEnd(bytes, start);
  const from = characterStart(bytes, Math.max(0, start - BEFORE));
  const to = Math.min(bytes.length, end + AFTER);
  const wrong = bytes.subarray(start, end);
  const mark =
    wrong.length > 0
      ? h("mark", {}, bytesView(wrong))
      : h("mark", { class: "check-nothing" }, bytes.length === 0 ? "nothing" : "nothing more");
  return [
    from > 0 ? h("span", { class: "check-cut" }, `${from} B … `) : "",
    bytesView(bytes.subarray(from, start)),
    wrong.length === 0 && bytes.length > 0 ? h("span", { class: "visually-hidden" }, ", ") : "",
    mark,
    bytesView(bytes.subarray(end, to)),
    to < bytes.length ? h("span", { class: "check-cut" }, ` … ${bytes.length - to} B`) : "",
  ];
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {number} where the character of UTF-8 begins that the byte may be in
 */
function characterStart(bytes, at) {
  let start = Math.min(at, bytes.length);
  while (start > 0 && at - start < 3 && isContinuation(bytes[start])) start--;
  return start;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 */
function characterEnd(bytes, start) {
  let end = Math.min(start + 1, bytes.length);
  while (end < bytes.length && end - start < 4 && isContinuation(bytes[end])) end++;
  return end;
}

/** @param {number | undefined} byte */
function isContinuation(byte = 0) {
  return (byte & 0xc0) === 0x80;
}
