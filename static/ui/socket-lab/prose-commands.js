// Commands in the prose name the port that a lesson usually has. Here they get
// the address at which the lab really listens.

/** @typedef {import("../../lab/session.js").LabSession} LabSession */

/**
 * @param {Element | null} article
 * @param {LabSession} session
 * @param {number} port the lesson's own
 * @param {AbortSignal} signal
 */
export function followAddress(article, session, port, signal) {
  const usual = new RegExp(`127\\.0\\.0\\.1|\\b${port}\\b`, "g");
  /** @type {Map<Text, string>} what stands in commands for this server, as written */
  const texts = new Map();
  for (const code of article?.querySelectorAll(".in-terminal code") ?? []) {
    if (!code.textContent?.match(`\\b${port}\\b`)) continue;
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = /** @type {Text} */ (node);
      if (text.data.search(usual) >= 0) texts.set(text, text.data);
    }
  }
  const draw = () => {
    const { facts, place } = session;
    const command = facts ? place.command(facts) : null;
    const [, host = "127.0.0.1", own = port] = command?.match(/(\S+?)[ :](\d+)(?: |$)/) ?? [];
    for (const [text, written] of texts) {
      const data = written.replace(usual, (part) => (part === String(port) ? String(own) : host));
      if (text.data !== data) text.data = data;
    }
  };
  session.events.on("change", draw, signal);
}
