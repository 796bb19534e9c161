// How an element gets what its page shares: it dispatches a request that bubbles,
// and a provider further up answers it. This is the Context protocol of the Web
// Components community group. It also serves elements that enter the page later.

/**
 * @template T
 * @typedef {symbol & { __context?: T }} ContextKey
 */

const REQUEST = "context-request";

/** @template T */
class ContextRequest extends Event {
  /** @type {T | null} */
  value = null;

  /** @param {ContextKey<T>} key */
  constructor(key) {
    super(REQUEST, { bubbles: true });
    this.key = key;
  }
}

/**
 * @template T
 * @param {Element} element
 * @param {ContextKey<T>} key
 * @returns {T | null} null where nothing above the element provides it
 */
export function requestContext(element, key) {
  const request = new ContextRequest(key);
  element.dispatchEvent(request);
  return request.value;
}

/**
 * Answers the requests of the elements below target.
 * @template T
 * @param {EventTarget} target
 * @param {ContextKey<T>} key
 * @param {() => T | null} get called for each request
 * @param {AbortSignal} signal
 */
export function provideContext(target, key, get, signal) {
  const answer = (/** @type {Event} */ event) => {
    const request = /** @type {ContextRequest<T>} */ (event);
    if (request.key !== key) return;
    event.stopPropagation();
    request.value = get();
  };
  target.addEventListener(REQUEST, answer, { signal });
}
