// A lab at work, driven through the page's own session and transports: the
// same objects that the buttons use.

import { at, spread } from "../report/stats.mjs";

const COLD = 7; // runs, each in a browser of its own
const WARM = 20;
const ROUND_TRIPS = 1000;
const CROWD = 1000;

/**
 * @typedef {import("./measures.mjs").Place} Place
 * @typedef {import("./measures.mjs").Row} Row
 * @typedef {import("@playwright/test").Page} Page
 */

/**
 * Nothing is fetched ahead: what is measured begins with the click.
 * @param {Page} page
 */
export async function metered(page) {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "connection", { value: { saveData: true } });
  });
}

/**
 * @param {Place} place
 * @param {(page: Page) => Promise<any>} task
 */
async function withPage(place, task) {
  const browser = await place.launch();
  try {
    const page = await browser.newPage();
    await metered(page);
    return await task(page);
  } finally {
    await browser.close();
  }
}

/**
 * @param {Page} page
 * @param {string} url
 * @param {string} id of the transport
 */
export async function open(page, url, id) {
  await page.goto(url, { waitUntil: "networkidle" });
  await page.evaluate(async (wanted) => {
    const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
    const transport = session.transports.find((/** @type {any} */ t) => t.id === wanted);
    if (session.transport !== transport) await session.selectTransport(transport);
  }, id);
}

/**
 * From the click on Run to the first echoed byte, in milliseconds. The
 * page is at rest before the click, as it is under a learner's hand.
 * @param {Page} page
 * @returns {Promise<number>}
 */
function clickToEcho(page) {
  return page.evaluate(async () => {
    const lab = /** @type {any} */ (document.querySelector("socket-lab"));
    const { session } = lab;
    const end = new AbortController();
    const run = lab.querySelector('[data-do="run"]') ?? lab.querySelector('[data-do="start"]');
    const listening = new Promise((resolve) => {
      const look = () => session.state === "listening" && resolve(null);
      session.events.on("change", look, end.signal);
    });
    await new Promise((rested) => setTimeout(() => requestIdleCallback(rested), 100));
    const began = performance.now();
    run.click();
    await listening;
    const client = session.addClient();
    const echoed = new Promise((resolve) => client.events.on("received", resolve, end.signal));
    client.send(new TextEncoder().encode("hello\n"));
    await echoed;
    const took = performance.now() - began;
    end.abort();
    session.removeClient(client);
    await session.stop();
    return took;
  });
}

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function start(place) {
  const url = `${place.host}/lessons/echo`;
  /** @type {number[]} */
  const cold = [];
  for (let run = 0; run < COLD; run++) {
    const took = await withPage(place, async (page) => {
      await open(page, url, "tab");
      return clickToEcho(page);
    });
    cold.push(took);
  }
  const again = (/** @type {string} */ id) =>
    withPage(place, async (page) => {
      await open(page, url, id);
      await clickToEcho(page);
      const took = [];
      for (let run = 0; run < WARM; run++) took.push(await clickToEcho(page));
      return took;
    });
  return [
    {
      what: "Click on Run to first echoed byte, tab, cold",
      ...spread(cold),
      unit: "ms",
      most: 600,
    },
    { what: "the same, warm", ...spread(await again("tab")), unit: "ms", most: 60 },
    { what: "the same, on the host", ...spread(await again("host")), unit: "ms", most: 50 },
  ];
}

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function roundTrip(place) {
  /** @type {Row[]} */
  const rows = [];
  for (const [id, most] of /** @type {[string, number | undefined][]} */ ([
    ["tab", 1],
    ["host", undefined],
  ])) {
    /** @type {number[]} */
    const took = await withPage(place, async (page) => {
      await open(page, `${place.host}/lessons/echo`, id);
      return page.evaluate(pingPong, ROUND_TRIPS);
    });
    const sorted = took.toSorted((a, b) => a - b);
    rows.push(
      { what: `64 B round trip, ${id}, p50`, figure: at(sorted, 0.5), unit: "ms", most },
      { what: "the same, p95", figure: at(sorted, 0.95), unit: "ms" },
    );
  }
  return rows;
}

/** @param {number} count runs in the page */
async function pingPong(count) {
  const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
  const lab = await session.transport.start("echo");
  const stream = lab.events(0, { batch() {}, link() {}, ended() {} });
  let left = 0;
  let came = () => {};
  const connection = await new Promise((resolve) => {
    const made = lab.connect({
      opened: () => resolve(made),
      data: (/** @type {Uint8Array} */ bytes) => {
        left -= bytes.length;
        if (left <= 0) came();
      },
      eof() {},
      closed() {},
    });
  });
  const took = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    left = 64;
    const back = new Promise((resolve) => {
      came = () => resolve(null);
    });
    connection.send(new Uint8Array(64));
    await back;
    took.push(performance.now() - began);
  }
  await lab.stop();
  stream.close();
  return took;
}

/**
 * In the tab alone: Chromium gives a page no more than 255 WebSockets, so there
 * is no such crowd on the host.
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function crowd(place) {
  /** @type {number[]} */
  const took = [];
  for (let run = 0; run < 5; run++) {
    took.push(
      await withPage(place, async (page) => {
        await open(page, `${place.host}/lessons/echo`, "tab");
        return page.evaluate(openAndEcho, CROWD);
      }),
    );
  }
  const what = "1,000 clients opened and echoed, tab";
  return [{ what, ...spread(took), unit: "ms", most: 2000 }];
}

/** @param {number} count runs in the page */
async function openAndEcho(count) {
  const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
  const lab = await session.transport.start("echo");
  const stream = lab.events(0, { batch() {}, link() {}, ended() {} });
  const began = performance.now();
  const one = () =>
    new Promise((resolve, reject) => {
      const connection = lab.connect({
        opened: () => connection.send(new Uint8Array(6)),
        data: resolve,
        eof() {},
        closed: (/** @type {{ detail: string }} */ { detail }) => reject(new Error(detail)),
      });
    });
  await Promise.all(Array.from({ length: count }, one));
  const took = performance.now() - began;
  await lab.stop();
  stream.close();
  return took;
}
