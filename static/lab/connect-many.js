// Connects several clients at once. It removes those that are refused, and returns one
// reason for all of them.

/**
 * @import { Client } from "./client.js"
 * @import { LabSession } from "./session.js"
 *
 * @typedef {{ connected: Client[], refused: number, why: string }} ConnectResult
 */

/**
 * @param {LabSession} session
 * @param {number} count
 * @returns {Promise<ConnectResult>}
 */
export async function connectMany(session, count) {
  const clients = Array.from({ length: count }, () => session.addClient());
  await Promise.all(clients.map(settled));
  const refused = clients.filter(({ phase, info }) => phase === "ended" && info === null);
  const why = refused[0]?.closed?.detail ?? "";
  for (const client of refused) session.removeClient(client);
  return { connected: clients.filter(({ info }) => info), refused: refused.length, why };
}

/**
 * @param {Client} client
 * @returns {Promise<void>} resolves when it is connected, or has failed to
 */
function settled(client) {
  const end = new AbortController();
  return new Promise((resolve) => {
    const check = () => {
      if (client.phase === "connecting") return;
      end.abort();
      resolve();
    };
    client.events.on("change", check, end.signal);
    check();
  });
}
