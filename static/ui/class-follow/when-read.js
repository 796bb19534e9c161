const MIN_SECONDS = 8;
const SECONDS_PER_CHARACTER = 0.08; // 150 words a minute

/**
 * Counts seconds in which a notice can be read, and then calls a function: they pass while
 * the tab is seen, and neither the pointer is moved over the notice nor the focus in it. A
 * pointer that rests where the notice appears does not hold it.
 * @param {HTMLElement} element
 * @param {number} seconds
 * @param {{ draw?: (left: number, isHeld: boolean) => void, end: () => void }} actions
 * @param {AbortSignal} signal ends the countdown
 */
export function countDown(element, seconds, { draw = () => {}, end }, signal) {
  let left = seconds;
  let isPointedAt = false;
  const isHeld = () => isPointedAt || element.matches(":focus-within");
  const drawNow = () => draw(left, isHeld());
  const point = (/** @type {boolean} */ isOver) => () => {
    isPointedAt = isOver;
    drawNow();
  };
  element.addEventListener("pointermove", point(true), { signal });
  element.addEventListener("pointerleave", point(false), { signal });
  element.addEventListener("focusin", drawNow, { signal });
  element.addEventListener("focusout", () => setTimeout(drawNow), { signal });
  const timer = setInterval(() => {
    if (document.hidden || isHeld()) return;
    left--;
    drawNow();
    if (left > 0) return;
    clearInterval(timer);
    end();
  }, 1000);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  drawNow();
}

/**
 * Ends a notice that asks nothing once there was time to read it. The time begins with what
 * the learner does in the page: who is away finds the notice when they are back.
 * @param {HTMLElement} element
 * @param {() => void} end
 * @param {AbortSignal} signal
 */
export function endWhenRead(element, end, signal) {
  const noticed = new AbortController();
  const begin = () => {
    noticed.abort();
    const seconds = MIN_SECONDS + SECONDS_PER_CHARACTER * (element.textContent ?? "").length;
    countDown(element, Math.ceil(seconds), { end }, signal);
  };
  const options = { signal: AbortSignal.any([signal, noticed.signal]), capture: true };
  for (const type of ["pointermove", "pointerdown", "keydown", "scroll"])
    document.addEventListener(type, begin, { ...options, once: true, passive: true });
}
