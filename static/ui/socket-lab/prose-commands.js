/** @import { LabSession } from "../../lab/session.js" */

import { isOwnComputer } from "../../transport/host/host-transport.js";

/**
 * Hides what needs a terminal, where none of the learner's reaches the host.
 * @param {Element | null} article
 */
export function hideTerminalParts(article) {
  if (isOwnComputer(location.href)) return;
  for (const aside of article?.querySelectorAll(".in-terminal") ?? [])
    aside.toggleAttribute("hidden", true);
}

/**
 * Keeps the commands in the lesson's text up to date: they name the program's usual
 * port, and get the address at which the lab listens.
 * @param {Element | null} article
 * @param {LabSession} session
 * @param {number} port the program's usual one
 * @param {AbortSignal} signal
 */
export function updateCommands(article, session, port, signal) {
  const address = new RegExp(`127\\.0\\.0\\.1|\\b${port}\\b`, "g");
  const texts = commandTexts(article, port, address);
  const update = () => {
    const { info, labTransport } = session;
    const command = info ? labTransport.command(info) : null;
    const [, host = "127.0.0.1", labPort = port] = command?.match(/(\S+?)[ :](\d+)(?: |$)/) ?? [];
    for (const [text, original] of texts) {
      const data = original.replace(address, (part) =>
        part === String(port) ? String(labPort) : host,
      );
      if (text.data !== data) text.data = data;
    }
  };
  session.events.on("change", update, signal);
}

/**
 * @param {Element | null} article
 * @param {number} port
 * @param {RegExp} address
 * @returns {Map<Text, string>} text nodes of the commands for this server, and their
 *   original text
 */
function commandTexts(article, port, address) {
  /** @type {Map<Text, string>} */
  const texts = new Map();
  for (const code of article?.querySelectorAll(".in-terminal code") ?? []) {
    if (!code.textContent?.match(`\\b${port}\\b`)) continue;
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = /** @type {Text} */ (node);
      if (text.data.search(address) >= 0) texts.set(text, text.data);
    }
  }
  return texts;
}
