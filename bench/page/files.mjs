// A static host: files as they lie, compressed where a compressed one lies
// beside them and the browser takes it.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
});

/** @param {string} folder */
export async function serveFiles(folder) {
  const server = createServer(async (request, response) => {
    let name = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
    if (name.endsWith("/")) name += "index.html";
    const file = path.join(folder, path.normalize(name));
    if (!(await exists(file))) return response.writeHead(404).end();
    const coding = /\bbr\b/.test(String(request.headers["accept-encoding"])) ? "br" : "";
    const packed = coding && (await exists(`${file}.br`));
    response.setHeader("Content-Type", TYPES[path.extname(file)] ?? "application/octet-stream");
    response.setHeader("Cache-Control", hashed(name) ? "max-age=31536000, immutable" : "no-cache");
    if (packed) response.setHeader("Content-Encoding", "br");
    response.end(await readFile(packed ? `${file}.br` : file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** @param {string} name */
const hashed = (name) => name.includes("/static/");

/** @param {string} file */
async function exists(file) {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
