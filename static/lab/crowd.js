// Several clients at once. Those for whom there is no room leave no card
// behind; why is told once for all of them.

/**
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./session.js").LabSession} LabSession
 * @typedef {{ connected: Client[], refused: number, why: string }} Crowd
 */

/**
 * @param {LabSession} session
 * @param {number} count
 * @returns {Promise<Crowd>}
 */
export async function connectMany(session, count) {
  const clients = Array.from({ length: count }, () => session.addClient());
  await Promise.all(clients.map(settled));
  const refused = clients.filter(({ phase, facts }) => phase === "ended" && facts === null);
  const why = refused[0]?.closed?.detail ?? "";
  for (const client of refused) session.removeClient(client);
  return { connected: clients.filter(({ facts }) => facts), refused: refused.length, why };
}

/**
 * @param {Client} client
 * @returns {Promise<void>} when it is connected, or never will be
 */
function settled(client) {
  const end = new AbortController();
  return new Promise((resolve) => {
    const look = () => {
      if (client.phase === "connecting") return;
      end.abort();
      resolve();
    };
    client.events.on("change", look, end.signal);
    look();
  });
}
