import { LabSession } from "../../lab/session.js";
import { HostTransport } from "../../transport/host/host-transport.js";
import { RunSource } from "../source/run-source.js";

/**
 * @import { RoomServer } from "../room-servers/server-clients.js"
 * @import { SourceLines } from "../source/run-source.js"
 * @import { LabTimeline } from "../timeline/timeline.js"
 */

/** @type {SourceLines} the instructor's page shows no source */
const NO_LINES = { flash() {}, light() {}, showWaits() {}, show: () => false };

/**
 * Makes the timeline of the server that runs for the class.
 * @param {RoomServer} server
 * @param {AbortSignal} signal ends it; the server goes on
 * @returns {Promise<LabTimeline>}
 */
export async function roomTimeline({ id, lesson }, signal) {
  await customElements.whenDefined("lab-timeline"); // by the script of every page
  const memory = {
    getItem: (/** @type {string} */ key) => storedLab(key, id),
    setItem() {},
    removeItem() {},
  };
  const transports = [new HostTransport()];
  const session = new LabSession({ transports, chosen: null, lesson, memory });
  signal.addEventListener("abort", () => session.dispose(), { once: true });
  const timeline = /** @type {LabTimeline} */ (document.createElement("lab-timeline"));
  const sources = { lesson: NO_LINES, others: new Map(), lessonFiles: () => ({}), open() {} };
  Object.assign(timeline, { session, source: new RunSource(session, sources) });
  void session.resume();
  return timeline;
}

/**
 * @param {string} key of StoredLabs
 * @param {string} id
 */
function storedLab(key, id) {
  return key.startsWith("socketschool.lab.") ? id : null;
}
