// What stands beside “Connect a client”: ten of them at once, and the way to
// the script box.

import { connectMany } from "../../lab/crowd.js";
import { button, h } from "../dom.js";
import { showScript } from "../lab-script/lab-script.js";

/** @typedef {import("../../lab/session.js").LabSession} LabSession */

const MANY = 10;

/**
 * @param {LabSession} session
 * @param {() => void} showNewest
 * @param {AbortSignal} signal
 */
export function clientsHead(session, showNewest, signal) {
  const note = h("p", { class: "clients-note", role: "status" });
  const many = button(`${MANY} at once`, { class: "button small" }, () => crowd(), signal);
  many.title = `Connect ${MANY} clients at once`;
  const script = button("Script", { class: "button small" }, showScript, signal);
  script.title = "Write a conversation and play it";
  let connecting = false;
  const draw = () => {
    many.disabled = connecting || session.state !== "listening";
    if (session.state !== "listening") note.replaceChildren();
  };
  const crowd = async () => {
    connecting = true;
    showNewest();
    draw();
    note.textContent = `Connecting ${MANY}…`;
    const { connected, refused, why } = await connectMany(session, MANY);
    connecting = false;
    note.textContent =
      refused > 0 ? `${connected.length} of ${MANY} are connected; ${refused} are not. ${why}` : "";
    draw();
  };
  session.events.on("change", draw, signal);
  draw();
  return { tools: [many, script], note };
}
