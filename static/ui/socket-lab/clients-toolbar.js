/** @import { LabSession } from "../../lab/session.js" */

import { connectMany } from "../../lab/connect-many.js";
import { button, h } from "../dom.js";

const COUNT = 10; // clients that one press connects

/**
 * Creates the buttons beside “Connect a client”: many clients at once, and the
 * script panel.
 * @param {LabSession} session
 * @param {{ showNewest: () => void, edit: () => void }} actions edit: opens the script panel
 * @param {AbortSignal} signal
 * @returns {{ tools: HTMLElement[], note: HTMLElement }} note: has the outcome
 */
export function clientsToolbar(session, { showNewest, edit }, signal) {
  const note = h("p", { class: "clients-note", role: "status" });
  const many = button(`${COUNT} at once`, { class: "button small" }, () => connect(), signal);
  many.title = `Connect ${COUNT} clients at once`;
  const script = button("Script", { class: "button small" }, edit, signal);
  script.title = "Write a conversation and play it";
  let connecting = false;
  const draw = () => {
    many.disabled = connecting || session.state !== "listening";
    if (session.state !== "listening") note.replaceChildren();
  };
  const connect = async () => {
    connecting = true;
    showNewest();
    draw();
    note.textContent = `Connecting ${COUNT}…`;
    const { connected, refused, why } = await connectMany(session, COUNT);
    connecting = false;
    note.textContent =
      refused > 0
        ? `${connected.length} of ${COUNT} are connected; ${refused} are not. ${why}`
        : "";
    draw();
  };
  session.events.on("change", draw, signal);
  draw();
  return { tools: [many, script], note };
}
