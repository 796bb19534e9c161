import { Problem } from "../transport/transport.js";

/**
 * Fetches what the tools know of the standard library.
 * @param {string} url
 * @returns {Promise<ArrayBuffer>} rejects with a Problem
 */
export async function fetchLibrary(url) {
  try {
    const response = await fetch(url);
    if (response.ok) return await response.arrayBuffer();
    console.info(`${url}: ${response.status}`);
  } catch (error) {
    console.info(`${url}: ${error}`);
  }
  throw new Problem(
    "unreachable",
    "What checks the code could not be fetched.",
    "Check the connection and open Code again.",
  );
}
