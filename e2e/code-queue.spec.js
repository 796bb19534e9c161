// Many learners who build on one host at once, by sessions and addresses.

import { Learner, variant } from "./learner.js";
import { expect, test } from "./playground.js";

const CLASS = 16;

test("a class behind one address is served in turn, and holds up nobody elsewhere", async ({
  playground,
}) => {
  test.setTimeout(90_000);
  /** @type {string[]} who was served, in that order */
  const served = [];
  /** @type {Promise<void>[]} */
  const all = [];
  /**
   * Asks, and returns when the host has the question.
   * @param {Learner} learner
   * @param {string} name
   */
  const ask = (learner, name) =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const serve = async () => {
          const answer = await learner.build(variant(name), resolve);
          expect(answer.bytes, JSON.stringify(answer)).toBeGreaterThan(100_000);
          served.push(name);
          if (name === "first") await ask(learner, "first again");
        };
        all.push(serve());
      })
    );
  const first = new Learner(playground.url);
  const others = Array.from({ length: CLASS - 1 }, () => new Learner(playground.url));
  const elsewhere = new Learner(playground.url, "127.0.0.2");
  for (const learner of [first, ...others, elsewhere]) await learner.arrive();

  await ask(first, "first");
  for (const [i, learner] of others.entries()) await ask(learner, `${i}`);
  await ask(elsewhere, "elsewhere");
  while (all.length > 0) await all.shift();

  expect(served).toHaveLength(CLASS + 2);
  // Two run at once on two cores, so that neighbours may change places.
  const place = (/** @type {string} */ name) => served.indexOf(name);
  expect(place("elsewhere"), `served: ${served}`).toBeLessThan(CLASS / 2);
  for (const [i] of others.entries())
    expect(place(`${i}`), `${i} of ${served}`).toBeLessThanOrEqual(i + 1 + 3);
  expect(place("first again"), `served: ${served}`).toBeGreaterThanOrEqual(CLASS);
});
