/** @import { CheckEvent } from "../../transport/checks.js" */

import { tokenize } from "../../conversation/tokenize.js";

/**
 * Says what the server did, with the server as its subject: a check's own steps have the
 * clients as theirs.
 * @param {CheckEvent} event
 * @returns {string}
 */
export function serverWords({ kind, client, text, level }) {
  const who = client ? `client ${client.toUpperCase()}` : "a client";
  switch (kind) {
    case "accept":
      return `Accepted ${who}`;
    case "read":
      return moved("Read", text.replace(/^read/, ""), `from ${who}`);
    case "write":
      return moved("Wrote", text.replace(/^write/, ""), `to ${who}`);
    case "close-write":
      return `Half-closed the connection of ${who}`;
    case "close":
      return `Closed the connection of ${who}`;
    case "log":
      return level ? `Logged ${level} ${text}` : text;
  }
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/**
 * @param {string} verb
 * @param {string} what ` "x"`, ` 90 bytes: "x" …` or `: EOF`
 * @param {string} whom
 */
function moved(verb, what, whom) {
  if (!what.startsWith(' "'))
    return `${verb}${what.replace(/^(?: \d+ bytes(?: of TLS)?)?/, (amount) => `${amount} ${whom}`)}`;
  const count = tokenize(what)[0]?.bytes.length ?? 0;
  return `${verb} ${count === 1 ? "1 byte" : `${count} bytes`} ${whom}:${what}`;
}
