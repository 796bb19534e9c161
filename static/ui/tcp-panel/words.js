// What the states of TCP mean, for learners.

/** @import { WatchedConnection, WatchedEnd } from "../../lab/tcp-watch.js" */

const MEANINGS = /** @type {Record<string, string>} */ ({
  SYN_SENT: "It has asked for a connection and has no answer yet.",
  SYN_RECV: "It was asked for a connection and has answered.",
  ESTABLISHED: "Open: it may send and receive.",
  FIN_WAIT1: "Its FIN, behind what it still has to send, is not acknowledged yet.",
  FIN_WAIT2: "It has sent its FIN and sends no more. It waits for the other end’s FIN.",
  CLOSING: "Both have sent a FIN at the same time. It waits for the acknowledgement.",
  CLOSE_WAIT: "The other end has sent its FIN and sends no more. This one still may.",
  LAST_ACK: "Both have sent a FIN. It waits for the last acknowledgement.",
  TIME_WAIT:
    "Over, in order. It was first to send a FIN, and remembers the connection for a minute, so that late packets do no harm.",
  CLOSED: "Nothing is left of it.",
});

const STAYS = {
  server:
    "The program has not closed it: until it calls Close, connection and file descriptor stay. Does it read to the end?",
  client: "This client has not closed it: until it does, the connection stays half-open.",
};

const GONE = {
  server: "The program has closed it.",
  client: "The client has closed it.",
};

const VANISHED =
  "Gone, as a computer that loses its power. The other end has no sign of it: what it sends is never acknowledged.";

/**
 * @param {WatchedEnd | null} end
 * @returns {string} its state, or what is known in its place
 */
export function stateOf(end) {
  if (end?.vanished) return "vanished";
  return end?.state ?? (end?.closed ? "closed" : "not known");
}

/**
 * @param {WatchedEnd | null} end
 * @param {"server" | "client"} side
 * @returns {string[]} sentences
 */
export function meaningOf(end, side) {
  if (!end) return ["The system does not say."];
  if (end.vanished) return [VANISHED];
  const sentences = [];
  if (end.closed && end.state !== "CLOSED") sentences.push(GONE[side]);
  const meaning = MEANINGS[end.state ?? ""];
  if (meaning) sentences.push(meaning);
  if (end.stays) sentences.push(STAYS[side]);
  return sentences;
}

/**
 * How a lane's head writes the states of a connection.
 * @param {WatchedConnection | null} connection
 * @returns {TCPLabel | null} null where nothing is known
 *
 * @typedef {{ text: string, short: string, title: string, stays: boolean }} TCPLabel
 *   text: both ends; short: the server's; title: with what they mean
 */
export function laneLabel(connection) {
  const { server = null, client = null } = connection ?? {};
  if (!server?.state && !client?.state) return null;
  const ends = [stateOf(client), stateOf(server)];
  const stays = Boolean(server?.stays);
  const mark = stays ? "⚠ " : "";
  return {
    text: mark + (ends[0] === ends[1] ? ends[0] : ends.join("/")),
    short: mark + ends[1],
    title: [
      `TCP at the client’s end: ${ends[0]}.`,
      ...meaningOf(client, "client"),
      `At the server’s: ${ends[1]}.`,
      ...meaningOf(server, "server"),
    ].join(" "),
    stays,
  };
}

/** @param {number} bytes */
export function bytesText(bytes) {
  return bytes < 10_000 ? `${bytes} B` : `${Math.round(bytes / 1024).toLocaleString("en")} KiB`;
}

/** @param {number} microseconds */
export function roundTripText(microseconds) {
  return microseconds < 1000
    ? `${microseconds} µs`
    : `${(microseconds / 1000).toFixed(microseconds < 10_000 ? 1 : 0)} ms`;
}
