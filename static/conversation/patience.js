// How long an expectation waits. On a busy machine a right answer comes late.
// Time in which the page or the lab is visibly busy does not count towards the
// timeout, up to a limit.

/**
 * @typedef {import("./inbox.js").Inbox} Inbox
 *
 * @typedef {object} Patience
 * @property {number} usual milliseconds in which page and lab are not busy
 * @property {number} longest milliseconds in all
 * @property {() => number} now the clock, milliseconds
 * @property {() => boolean} labIsBusy asked several times a second
 */

/** Milliseconds of one wait; the timeout is counted in these. */
const SLICE = 250;

/** Milliseconds by which a timer of the page or an answer of the lab is late on a busy machine. */
export const LATE = 300;

/**
 * Waits until a question has an answer, as `Inbox.until` does.
 * @template T
 * @param {Inbox} inbox
 * @param {() => T | null} ask
 * @param {Patience} patience
 * @param {AbortSignal} signal
 * @param {() => void} onBusy called once, when it shows that the machine is busy
 * @returns {Promise<{ answer: T | null, waited: number, busy: boolean }>}
 *   answer: null when the time is over; busy: whether some of it did not count
 */
export async function untilAnswered(inbox, ask, patience, signal, onBusy) {
  const { usual, longest, now, labIsBusy } = patience;
  const begin = now();
  let counted = 0;
  let busy = false;
  for (;;) {
    const from = now();
    const slice = Math.min(SLICE, usual - counted);
    const answer = await inbox.until(ask, slice, signal);
    const waited = now() - begin;
    if (answer !== null) return { answer, waited, busy };
    const late = now() - from - slice > LATE;
    if (late || labIsBusy()) {
      if (!busy) onBusy();
      busy = true;
    } else {
      counted += slice;
    }
    if (counted >= usual || waited >= longest)
      return { answer: null, waited: busy ? waited : usual, busy };
  }
}
