/** @import { LessonLab } from "../lesson-lab.js" */

/**
 * @typedef {object} Notice
 * @property {"info" | "bad"} kind
 * @property {string} title
 * @property {string} detail
 * @property {string} [action] label of a button that runs the server
 * @property {boolean} [runsExercise] whether that button runs the exercise that is open
 * @property {boolean} [opensCode] whether Code has what ran
 * @property {boolean} [canUseOtherTransport] whether another transport may work instead
 */

/**
 * @param {Pick<LessonLab, "session" | "exercise">} lab
 * @param {boolean} [acceptOverdue] whether the server has not called Accept for long
 * @returns {Notice | null} null where the state needs no notice
 */
export function noticeFor({ session, exercise }, acceptOverdue = false) {
  const { problem, state, info, transport } = session;
  if (problem) {
    const wait = problem.retryAfter ? ` In ${problem.retryAfter} s there may be room again.` : "";
    const action = state === "listening" || session.busy ? undefined : "Try again";
    const { title, canUseOtherTransport } = problem;
    return { kind: "bad", title, detail: problem.detail + wait, action, canUseOtherTransport };
  }
  if (session.link === "reconnecting") {
    return { kind: "info", ...transport.messages.lost, canUseOtherTransport: true };
  }
  if (state === "gone") {
    const { title, detail } = transport.messages.gone;
    const log = info ? " What it logged is kept below." : "";
    const lost = session.lostVersion;
    const ran = lost ? ` It ran ${lost.label}.` : "";
    if (exercise) {
      const action = `Run ${exercise.label}`;
      return { kind: "info", title, detail: detail + ran + log, action, runsExercise: true };
    }
    if (!lost) return { kind: "info", title, detail: detail + log, action: "Start again" };
    const action = "Start the lesson's version";
    const opensCode = lost.kind === "own";
    const how = opensCode ? " To run that again, open Code and press Run." : "";
    return { kind: "info", title, detail: detail + ran + how + log, action, opensCode };
  }
  if (state === "failed") {
    const detail = info?.error ?? "The log says more.";
    return { kind: "bad", title: "The server failed.", detail, action: "Start again" };
  }
  if (state === "stopped") {
    const reason = info?.error ? ` ${info.error}` : "";
    return { kind: "info", title: "Stopped.", detail: `What it logged is kept below.${reason}` };
  }
  if (state === "listening" && acceptOverdue) {
    const where = session.canLogGoroutines ? " The log says where its goroutines are." : "";
    const own = "It must accept from the listener that Serve gets: nobody calls another one.";
    const detail = `Clients wait, and none is served. ${own}${where}`;
    return { kind: "info", title: "Serve has not called Accept.", detail };
  }
  return null;
}
