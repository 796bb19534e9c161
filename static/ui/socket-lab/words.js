// What the lab says when there is nothing to show, or something to do.

import { h } from "../dom.js";

/**
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {{ kind: "info" | "bad", title: string, detail: string, action?: string }} Notice
 */

/**
 * @param {LabSession} session
 * @returns {Notice | null}
 */
export function noticeFor(session) {
  const { problem, state, facts } = session;
  if (problem) {
    const wait = problem.retryAfter ? ` In ${problem.retryAfter} s there may be room again.` : "";
    const action = state === "listening" || session.busy ? undefined : "Try again";
    return { kind: "bad", title: problem.title, detail: problem.detail + wait, action };
  }
  if (session.link === "reconnecting") {
    return {
      kind: "info",
      title: "The connection to the playground was lost.",
      detail: "Trying to reach it again; what the log shows is kept.",
    };
  }
  if (state === "gone") {
    const kept = facts ? "What it logged is kept below." : "";
    return {
      kind: "info",
      title: "The playground was restarted.",
      detail: `This lab and its clients ended with it. ${kept}`,
      action: "Start again",
    };
  }
  if (state === "failed") {
    const why = facts?.error ?? "The log says more.";
    return { kind: "bad", title: "The server failed.", detail: why, action: "Start again" };
  }
  if (state === "stopped") {
    const why = facts?.error ? ` ${facts.error}` : "";
    return { kind: "info", title: "Stopped.", detail: `What it logged is kept below.${why}` };
  }
  return null;
}

/**
 * @param {DOMStringMap} data of the lab's element
 * @returns {Node[]}
 */
export function emptyLab({ port, tls }) {
  const client = tls === undefined ? "nc" : "openssl s_client";
  return [
    drawing(),
    h("h2", {}, "A real server, ready to run"),
    h(
      "p",
      {},
      "It will listen on this computer, at ",
      h("code", {}, `127.0.0.1:${port ?? ""}`),
      " where that port is free. Connect clients from here, or with ",
      h("code", {}, client),
      " from a terminal, and watch what it logs.",
    ),
  ];
}

/** Three clients and a server, as boxes and lines. */
function drawing() {
  const make = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const svg = make("svg", { class: "lab-drawing", viewBox: "0 0 200 92", "aria-hidden": "true" });
  svg.append(make("rect", { x: "138", y: "22", width: "54", height: "48", rx: "8", class: "box" }));
  for (const y of ["35", "46", "57"]) {
    svg.append(make("path", { d: `M150 ${y}h30`, class: "line" }));
  }
  [14, 46, 78].forEach((y, index) => {
    const end = 34 + index * 12;
    svg.append(
      make("path", {
        d: `M30 ${y}C80 ${y} 90 ${end} 136 ${end}`,
        class: "wire",
        "data-hue": String(index),
      }),
      make("circle", { cx: "20", cy: String(y), r: "10", class: "end", "data-hue": String(index) }),
    );
  });
  return svg;
}
