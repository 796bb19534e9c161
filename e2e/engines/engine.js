// The interface between the runner and a browser engine, and helpers that find
// and end the engine's processes.

import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";

/**
 * A browser, or several of one kind.
 * @typedef {object} Engine
 * @property {string} version
 * @property {Promise<string>} lost resolves with the reason when it ends by itself
 * @property {() => Promise<import("./tryits.js").Page>} open a page with storage of its own
 * @property {() => Promise<void>} end ends all of its processes
 *
 * @callback Start
 * @param {string} folder exists, for the profile and all else it writes
 * @param {AbortSignal} signal gives up the start
 * @returns {Promise<Engine>}
 *
 * @typedef {object} Kind
 * @property {string} name
 * @property {number} workers how many pages are open at the same time
 * @property {() => string | null} missing the Debian packages that are needed, or null
 * @property {Start} start leaves nothing running when it rejects
 */

/**
 * @param {string} program a name to look up, or a path
 * @returns {boolean}
 */
export function installed(program) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  if (path.isAbsolute(program)) return existsSync(program);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

/** Milliseconds that a process group has to exit by itself. */
const END_TIMEOUT = 3000;

/**
 * Ends a process and all of the group that it leads.
 * @param {import("node:child_process").ChildProcess} leader
 * @param {() => void} [ask] has the leader end in order
 */
export async function endGroup(leader, ask = () => leader.kill()) {
  const { pid } = leader;
  if (pid === undefined) return;
  const running = leader.exitCode === null && leader.signalCode === null;
  const closed = running ? once(leader, "close") : null; // with all that hold its pipes
  if (running) ask();
  const timer = setTimeout(killGroup, END_TIMEOUT, pid);
  await closed;
  clearTimeout(timer);
  killGroup(pid);
}

/** @param {number} group */
function killGroup(group) {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // The group has ended already.
  }
}
