/** @import { Client } from "../../lab/client.js" */

import { button, h } from "../dom.js";

/**
 * Shows a job of a client, such as sending a file: its progress, and a button that
 * stops it.
 * @param {Client} client
 * @param {AbortSignal} signal
 * @returns {{ element: HTMLElement, draw: () => void }}
 */
export function jobView(client, signal) {
  const text = h("span", { class: "client-job-text" });
  const bar = h("progress", { "aria-label": "How far it is" });
  const attributes = {
    class: "client-action",
    "aria-label": `Stop client ${client.letter} sending`,
  };
  const stop = button("Stop", attributes, () => client.stopJob(), signal);
  const element = h("div", { class: "client-job", hidden: true }, text, bar, stop);
  const draw = () => {
    const { job } = client;
    element.hidden = job === null;
    if (!job) return;
    const done = job.done.toLocaleString("en");
    text.title = text.textContent = `${done} of ${job.all.toLocaleString("en")} ${job.what}`;
    bar.max = job.all;
    bar.value = job.done;
  };
  return { element, draw };
}
