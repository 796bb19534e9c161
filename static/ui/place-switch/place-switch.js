// Where the lab runs, as a switch: one radio button for each place. Where there
// is one place only, there is nothing to choose and no switch.

import { h } from "../dom.js";

/**
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {import("../../transport/transport.js").Transport} Transport
 */

/**
 * @param {LabSession} session
 * @param {(transport: Transport) => void} choose
 * @param {AbortSignal} signal
 * @returns {HTMLElement | null}
 */
export function placeSwitch(session, choose, signal) {
  const { transports } = session;
  if (transports.length < 2) return null;
  const radios = transports.map((transport) => {
    const radio = h("input", { type: "radio", name: "place", value: transport.id });
    radio.addEventListener("change", () => choose(transport), { signal });
    return radio;
  });
  const labels = transports.map(({ name }, at) => h("label", {}, radios[at], h("span", {}, name)));
  const draw = () => {
    for (const radio of radios) radio.checked = radio.value === session.transport.id;
  };
  session.events.on("change", draw, signal);
  draw();
  const attributes = { class: "place-switch", role: "radiogroup", "aria-label": "Where it runs" };
  return h("div", attributes, ...labels);
}
