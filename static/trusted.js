// Addresses of scripts that a page starts itself: workers. The page's policy
// lets no plain string name one (require-trusted-types-for), so each passes
// here, and here it is made sure that it is a script of our own.

/**
 * @typedef {{ createScriptURL: (url: string) => string }} Policy
 * @typedef {{ createPolicy: (name: string, rules: object) => Policy }} Factory
 */

const POLICY = "socketschool";

/** @param {string} url */
function own(url) {
  const { origin, href } = new URL(url, document.baseURI);
  if (origin !== location.origin) throw new TypeError(`not a script of this site: ${href}`);
  return href;
}

/** @type {Policy | undefined} */
let policy;

/**
 * @param {string} url of a script, on this page's own origin
 * @returns {string} what Worker and serviceWorker.register take: a TrustedScriptURL
 *   where the browser has those, the address itself elsewhere
 */
export function scriptURL(url) {
  const factory = /** @type {{ trustedTypes?: Factory }} */ (globalThis).trustedTypes;
  if (!factory) return own(url);
  policy ??= factory.createPolicy(POLICY, { createScriptURL: own });
  return policy.createScriptURL(url);
}
