// Learners who build on the host: one whose build is cached, and many at once.

import { readdir, readFile } from "node:fs/promises";
import { Learner, variant } from "../../e2e/learner.js";
import { at, spread } from "../report/stats.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 * @typedef {import("../report/table.mjs").Row} Row
 */

const CACHED = 20;

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function cached({ host }) {
  const learner = new Learner(host);
  const files = variant("cached");
  await learner.build(files);
  const took = [];
  for (let i = 0; i < CACHED; i++) took.push((await learner.build(files)).ms);
  return [{ what: "The same files again: question to module", ...spread(took), unit: "ms" }];
}

/** @param {Place} place */
export async function crowd(place) {
  return manyAtOnce(place, 30, 8);
}

/** @param {Place} place */
export async function rush(place) {
  return manyAtOnce(place, 300, 90);
}

/**
 * Each learner has a session and a version of their own, and all have one address. Once
 * the host has all their questions, a learner with another address asks.
 * @param {Place} place
 * @param {number} count of learners
 * @param {number} most s until the last has theirs
 * @returns {Promise<Row[]>}
 */
async function manyAtOnce({ host, pid }, count, most) {
  const learners = Array.from({ length: count }, () => new Learner(host));
  const elsewhere = new Learner(host, "127.0.0.2");
  for (const learner of [...learners, elsewhere]) await learner.arrive();
  const peak = watchPeak(pid);
  /** @type {Promise<any>[]} */
  const builds = [];
  const asked = learners.map(
    (one, i) =>
      new Promise((resolve) => {
        builds.push(one.build(variant(`${count} ${i}`), () => resolve(null)));
      }),
  );
  await Promise.all(asked);
  const other = await elsewhere.build(variant("elsewhere"));
  const results = await Promise.all(builds);
  const { least, each } = await peak.end();
  const times = results.flatMap(({ ms }) => ms ?? []).toSorted((a, b) => a - b);
  const seconds = (/** @type {number} */ share) => at(times, share) / 1000;
  return [
    { what: `${count} at once of one address, each: p50`, figure: seconds(0.5), unit: "s" },
    { what: "the last one", figure: seconds(1), unit: "s", most },
    { what: "one of another address, who asks last", figure: other.ms / 1000, unit: "s", most: 3 },
    { what: "without a module", figure: count - times.length, unit: "", most: 0 },
    { what: "served after one who came later", figure: outOfOrder(results), unit: "" },
    { what: "peak memory of a compiler process", figure: each, unit: "MiB", most: 200 },
    { what: "least free memory of the machine", figure: least, unit: "MiB" },
  ];
}

/**
 * @param {any[]} results in the order of the questions
 * @returns {number} how many had their module more than two places later than they asked
 */
function outOfOrder(results) {
  const order = results.map((_, i) => i).toSorted((a, b) => results[a].ms - results[b].ms);
  return order.filter((asked, served) => served - asked > 2).length;
}

const SAMPLE = 20; // ms

/**
 * Watches the processes that a process has started.
 * @param {number} pid
 */
function watchPeak(pid) {
  let each = 0;
  let least = Number.POSITIVE_INFINITY;
  let ended = false;
  const watching = (async () => {
    while (!ended) {
      for (const peak of await peaksBelow(pid)) each = Math.max(each, peak);
      least = Math.min(least, await available());
      await new Promise((resolve) => setTimeout(resolve, SAMPLE));
    }
  })();
  const end = async () => {
    ended = true;
    await watching;
    return { each, least };
  };
  return { end };
}

/**
 * @param {number} root
 * @returns {Promise<number[]>} MiB, the most that each process below root has held until now
 */
async function peaksBelow(root) {
  /** @type {Map<number, { parent: number, peak: number }>} */
  const all = new Map();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, "utf8").catch(() => "");
    const field = (/** @type {string} */ key) =>
      Number(status.match(new RegExp(`^${key}:\\s+(\\d+)`, "m"))?.[1] ?? 0);
    all.set(Number(name), { parent: field("PPid"), peak: field("VmHWM") / 1024 });
  }
  const isBelow = (/** @type {number} */ pid) => {
    for (let at = all.get(pid)?.parent; at; at = all.get(at)?.parent) if (at === root) return true;
    return false;
  };
  return [...all].filter(([pid]) => isBelow(pid)).map(([, { peak }]) => peak);
}

/** @returns {Promise<number>} MiB */
async function available() {
  const info = await readFile("/proc/meminfo", "utf8");
  return Number(info.match(/MemAvailable:\s+(\d+)/)?.[1]) / 1024;
}
