import { toBase64url } from "../core/base64url.js";

/** @import { ConnectOptions } from "./transport.js" */

/**
 * Returns a client's options in the form that docs/protocol.md has for a query.
 * @param {ConnectOptions} options
 * @returns {Record<string, string>}
 */
export function connectQuery({
  plain,
  from,
  minVersion,
  maxVersion,
  certificate,
  authority,
  first,
}) {
  const encoded = first && toBase64url(first);
  const values = { from, minVersion, maxVersion, certificate, authority, first: encoded };
  const given = Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return { ...(plain && { plain: "1" }), ...Object.fromEntries(given) };
}
