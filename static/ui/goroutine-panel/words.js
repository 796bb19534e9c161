// What the panel says of goroutines, in words for learners.

/** @import { GoroutineGroup } from "../../transport/transport.js" */

const WAITS = new Map([
  ["read", "waits in Read: nothing has come"],
  ["write", "waits in Write: the client does not take it"],
  ["accept", "waits in Accept for the next client"],
  ["channel receive", "waits to receive from a channel"],
  ["channel send", "waits to send to a channel"],
  ["select", "waits in select"],
  ["lock", "waits for a lock"],
  ["wait group", "waits for other goroutines"],
  ["condition", "waits for a condition"],
  ["sleep", "sleeps"],
  ["running", "runs"],
]);

const LEFT_OVER = {
  connection: "Left over: the server has closed the connection that it was started for.",
  serve: "Left over: Serve has returned.",
};

/**
 * @param {GoroutineGroup} group
 * @returns {string} "waits in Read: nothing has come (io.Copy)"
 */
export function waitText({ wait, doing }) {
  const text = WAITS.get(wait) ?? `waits (${wait})`;
  // A call of a library says more than the runtime's word.
  return doing.includes(".") ? `${text} (${doing})` : text;
}

/** @param {GoroutineGroup} group */
export function leftOverText({ leftOver }) {
  return leftOver ? LEFT_OVER[leftOver] : "";
}

/** @param {number} count */
export function goroutinesText(count) {
  return count === 1 ? "1 goroutine" : `${count.toLocaleString("en")} goroutines`;
}
