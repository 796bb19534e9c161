// What the lab says when there is something to tell, or to do.

/**
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {{ kind: "info" | "bad", title: string, detail: string, action?: string,
 *   elsewhere?: boolean }} Notice
 *   action: the words for another try; elsewhere: whether another place may do instead
 */

/**
 * @param {LabSession} session
 * @returns {Notice | null}
 */
export function noticeFor(session) {
  const { problem, state, facts, transport } = session;
  if (problem) {
    const wait = problem.retryAfter ? ` In ${problem.retryAfter} s there may be room again.` : "";
    const action = state === "listening" || session.busy ? undefined : "Try again";
    const { title, elsewhere } = problem;
    return { kind: "bad", title, detail: problem.detail + wait, action, elsewhere };
  }
  if (session.link === "reconnecting") {
    return { kind: "info", ...transport.words.lost, elsewhere: true };
  }
  if (state === "gone") {
    const { title, detail } = transport.words.gone;
    const kept = facts ? " What it logged is kept below." : "";
    return { kind: "info", title, detail: detail + kept, action: "Start again" };
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
