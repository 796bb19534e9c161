/** @import { RoomServer } from "../room-servers/server-clients.js" */

/**
 * What the instructor reads of the class's server.
 * @param {RoomServer | null} own the one that runs
 * @param {RoomServer} [lost] the one whose host has gone, where no other was started
 * @returns {string} "" where there is nothing to say
 */
export function serverState(own, lost) {
  if (own) return "It runs: every learner’s page can connect to it with “Class server”.";
  if (!lost) return "";
  return `The host that ran the class’s server (${lost.title}) has gone, and the server with it. Start it again: it then runs on another host.`;
}
