// Creates the URLs of workers. The page's policy (require-trusted-types-for) refuses
// plain strings; this one accepts only scripts of the page's own origin.

/**
 * @typedef {{ createScriptURL: (url: string) => string }} Policy
 * @typedef {{ createPolicy: (name: string, rules: object) => Policy }} Factory
 */

const POLICY = "socketschool";

/** Where the bundles of a page share the policy: a second one of its name is refused. */
const SHARED = Symbol.for("socketschool.trusted-types");

/** @param {string} url */
function sameOrigin(url) {
  const { origin, href } = new URL(url, document.baseURI);
  if (origin !== location.origin) throw new TypeError(`not a script of this site: ${href}`);
  return href;
}

/**
 * @param {string} url of a script, on this page's own origin
 * @returns {string} for Worker and serviceWorker.register: a TrustedScriptURL where the browser
 *   has those, a plain URL otherwise
 */
export function scriptURL(url) {
  const scope = /** @type {{ trustedTypes?: Factory, [SHARED]?: Policy }} */ (globalThis);
  if (!scope.trustedTypes) return sameOrigin(url);
  scope[SHARED] ??= scope.trustedTypes.createPolicy(POLICY, { createScriptURL: sameOrigin });
  return scope[SHARED].createScriptURL(url);
}
