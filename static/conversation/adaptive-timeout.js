// The timeout of an expectation. On a busy machine a correct answer comes late, so time
// in which the page or the lab is busy does not count, up to a limit.

/**
 * @import { ReceiveBuffer } from "./receive-buffer.js"
 *
 * @typedef {object} TimeoutOptions
 * @property {number} timeout ms in which page and lab are not busy
 * @property {number} maxTimeout ms in all
 * @property {() => number} now the clock, milliseconds
 * @property {() => boolean} labIsBusy called several times a second
 */

/** In ms. The timeout is counted in slices of this length. */
const SLICE = 250;

/** In ms. If a timer or an answer of the lab is later than that, the machine is busy. */
export const BUSY_DELAY = 300;

/**
 * Waits until a function returns an answer, as `ReceiveBuffer.waitFor` does.
 * @template T
 * @param {ReceiveBuffer} buffer
 * @param {() => T | null} ask
 * @param {TimeoutOptions} options
 * @param {AbortSignal} signal
 * @param {() => void} onBusy called once, when the machine turns out to be busy
 * @returns {Promise<{ answer: T | null, waited: number, busy: boolean }>}
 *   answer: null after the timeout; waited: ms; busy: whether some time did not count
 */
export async function waitForAnswer(buffer, ask, options, signal, onBusy) {
  const { timeout, maxTimeout, now, labIsBusy } = options;
  const begin = now();
  let counted = 0;
  let busy = false;
  for (;;) {
    const from = now();
    const slice = Math.min(SLICE, timeout - counted);
    const answer = await buffer.waitFor(ask, slice, signal);
    const waited = now() - begin;
    if (answer !== null) return { answer, waited, busy };
    const late = now() - from - slice > BUSY_DELAY;
    if (late || labIsBusy()) {
      if (!busy) onBusy();
      busy = true;
    } else {
      counted += slice;
    }
    if (counted >= timeout || waited >= maxTimeout)
      return { answer: null, waited: busy ? waited : timeout, busy };
  }
}
