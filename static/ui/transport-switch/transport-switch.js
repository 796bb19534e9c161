/**
 * @import { LabSession } from "../../lab/session.js"
 * @import { Transport } from "../../transport/transport.js"
 */

import { h } from "../dom.js";

/**
 * Creates a radio group that chooses where the lab runs.
 * @param {LabSession} session
 * @param {(transport: Transport) => void} choose called for a choice by the learner
 * @param {AbortSignal} signal
 * @returns {HTMLElement | null} null where there is only one transport
 */
export function transportSwitch(session, choose, signal) {
  const { transports } = session;
  if (transports.length < 2) return null;
  const radios = transports.map((transport) => {
    const radio = h("input", { type: "radio", name: "transport", value: transport.id });
    radio.addEventListener("change", () => choose(transport), { signal });
    return radio;
  });
  const labels = transports.map(({ name }, index) =>
    h("label", {}, radios[index], h("span", {}, name)),
  );
  const draw = () => {
    for (const radio of radios) radio.checked = radio.value === session.transport.id;
  };
  session.events.on("change", draw, signal);
  draw();
  const attributes = {
    class: "transport-switch",
    role: "radiogroup",
    "aria-label": "Where it runs",
  };
  return h("div", attributes, ...labels);
}
