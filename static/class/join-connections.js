// Joins two connections: what one receives the other sends, with half-close, reset and
// back pressure.

/**
 * @import { Connection, ConnectionHandlers } from "../transport/transport.js"
 *
 * @typedef {(handlers: ConnectionHandlers) => Connection} Open
 */

/** Bytes that wait for one side before the other is paused, and before it is resumed. */
export const HIGH_WATER = 256 * 1024;
export const LOW_WATER = 64 * 1024;

/** Bytes after which the host pauses by itself, until this page resumes. */
export const WINDOW = 256 * 1024;

const POLL_INTERVAL = 10; // ms; a connection has no event for bytes that have left it

/**
 * Opens the first connection, to the host, and the second once the first is open.
 * @param {Open} openFirst
 * @param {Open} openSecond
 * @param {(wasOpen: boolean) => void} ended called once, when the first connection has ended
 */
export function joinConnections(openFirst, openSecond, ended) {
  /** @type {Connection | null} */
  let second = null;
  let wasOpen = false;
  const forth = forward(
    () => first,
    () => second,
    WINDOW,
  );
  const first = openFirst({
    ...forth,
    opened: () => {
      wasOpen = true;
      const back = forward(
        () => second,
        () => first,
      );
      second = openSecond({ ...back, opened() {} });
    },
    closed: (closed) => {
      forth.closed(closed);
      ended(wasOpen);
    },
  });
}

/**
 * The handlers of one connection, which pass on what comes.
 * @param {() => Connection | null} self
 * @param {() => Connection | null} other
 * @param {number} [window] bytes after which the connection pauses by itself
 * @returns {Omit<ConnectionHandlers, "opened">}
 */
function forward(self, other, window = 0) {
  let received = 0; // of the window
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const poll = () => {
    timer = undefined;
    if ((other()?.pendingBytes() ?? 0) <= LOW_WATER) self()?.resume();
    else timer = setTimeout(poll, POLL_INTERVAL);
  };
  return {
    data: (bytes) => {
      other()?.send(bytes);
      received += bytes.length;
      if (timer !== undefined) return;
      if (window > 0) {
        if (received < window) return;
        received = 0;
        poll();
      } else if ((other()?.pendingBytes() ?? 0) >= HIGH_WATER) {
        self()?.pause();
        timer = setTimeout(poll, POLL_INTERVAL);
      }
    },
    eof: () => other()?.halfClose(),
    closed: ({ reason }) => {
      clearTimeout(timer);
      end(other(), reason);
    },
  };
}

/**
 * Ends a connection as the other one has ended. After both sides' FIN it ends by itself.
 * @param {Connection | null} connection
 * @param {string} reason
 */
function end(connection, reason) {
  if (reason !== "eof" && reason !== "page") connection?.reset();
}
