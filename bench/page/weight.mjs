// What a lesson costs before anything runs, as it goes over the wire. The
// browser says that its connection is metered: what an idle page fetches ahead
// on others is not part of opening a lesson.

import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { metered } from "./lab.mjs";

const built = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../static/built");

/**
 * @param {import("./measures.mjs").Place} place
 * @returns {Promise<import("./measures.mjs").Row[]>}
 */
export async function weight(place) {
  return [
    ...(await lesson(place, "on the host", `${place.host}/lessons/echo`)),
    ...(await lesson(place, "static site", `${place.site}/lessons/echo/`)),
    ...(await modules()),
  ];
}

/**
 * @param {import("./measures.mjs").Place} place
 * @param {string} where
 * @param {string} url
 */
async function lesson(place, where, url) {
  const browser = await place.launch();
  try {
    const page = await browser.newPage();
    await metered(page);
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    /** @type {Map<string, string>} */
    const addresses = new Map();
    const bytes = { fonts: 0, rest: 0 };
    session.on("Network.responseReceived", ({ requestId, response }) => {
      if (response.url.startsWith("http")) addresses.set(requestId, response.url);
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const address = addresses.get(requestId);
      if (address) bytes[address.endsWith(".woff2") ? "fonts" : "rest"] += encodedDataLength;
    });
    await page.goto(url, { waitUntil: "networkidle" });
    return [
      {
        what: `Lesson 1, ${where}: bytes without fonts`,
        figure: bytes.rest / 1024,
        unit: "KiB",
        most: 150,
      },
      { what: "the same: fonts", figure: bytes.fonts / 1024, unit: "KiB", most: 140 },
      { what: "the same: requests", figure: addresses.size, unit: "", most: 12 },
    ];
  } finally {
    await browser.close();
  }
}

async function modules() {
  const manifest = JSON.parse(await readFile(path.join(built, "manifest.json"), "utf8"));
  const size = async (/** @type {string} */ name) =>
    (await stat(path.join(built, `${manifest[name].file}.br`))).size / 1e6;
  return [
    { what: "Module with TLS, brotli", figure: await size("tab-tls.wasm"), unit: "MB", most: 2.1 },
    { what: "Module without TLS, brotli", figure: await size("tab.wasm"), unit: "MB", most: 1.1 },
  ];
}
