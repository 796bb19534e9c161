// What can go wrong with the compiler in the tab, for learners. Reading and the lab's
// own program never depend on it.

import { Problem } from "../../transport.js";

const AGAIN = "Check the connection and try again: what has arrived is kept.";

export function notFetched() {
  return new Problem(
    "missing",
    "The Go compiler is not in this browser.",
    "Fetch it first. If it was here, the browser has removed it to make room.",
  );
}

export function unreachable() {
  return new Problem("unreachable", "The Go compiler could not be fetched.", AGAIN);
}

/** @param {number} status of HTTP */
export function refused(status) {
  const detail = `The web server answered ${status} for a part of it. Reload the page and try again.`;
  return new Problem("unreachable", "The Go compiler could not be fetched.", detail);
}

export function damaged() {
  return new Problem(
    "unreachable",
    "A part of the Go compiler is damaged.",
    "It is not the file that this page expects. Reload the page and fetch it again.",
  );
}

/** @param {number} needed bytes */
export function noSpace(needed) {
  return new Problem(
    "refused",
    "The browser has no room for the Go compiler.",
    `It takes ${Math.ceil(needed / 1e6)} MB of this browser's storage. Make room on the disk, or leave a private window, and try again.`,
  );
}

export function noMemory() {
  return new Problem(
    "refused",
    "There is too little memory to build in this tab.",
    "A build takes up to 1 GB for a moment. Close other tabs and run it again.",
  );
}

export function tooSlow() {
  return new Problem(
    "refused",
    "The build took too long and was ended.",
    "It had two minutes. Close other tabs, or make the program smaller, and run it again.",
  );
}

/** @param {string} reason */
export function broken(reason) {
  return new Problem(
    "refused",
    "The Go compiler in this tab failed.",
    `This is not the fault of your code. It says: ${reason.trim().slice(0, 300)}`,
  );
}
