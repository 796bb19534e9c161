import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ConnectionStates } from "./connection-states.js";
import { laneOf, lanesFor, layOut, MAX_LANES } from "./lanes.js";

const at = "2026-01-02T15:04:05Z";

test("lanes: of the cards by letter, then of others by number, and not too many", () => {
  const states = new ConnectionStates();
  for (let conn = 1; conn <= 40; conn++)
    states.apply({ seq: conn, at, kind: "accept", conn, peer: `127.0.0.1:${conn}` });
  const cards = new Map([
    ["127.0.0.1:3", { letter: "B", index: 1 }],
    ["127.0.0.1:4", { letter: "A", index: 0 }],
    ["127.0.0.1:6", { letter: "B", index: 1 }],
  ]);
  const lane = (/** @type {number} */ conn) =>
    laneOf(conn, states, (peer) => cards.get(peer) ?? null);
  const { lanes, more } = lanesFor([3, 4, 5, 6, 4], lane);
  assert.deepEqual(
    lanes.map(({ name, conns }) => [name, conns]),
    [
      ["A", [4]],
      ["B", [3, 6]],
      [":5", [5]],
    ],
  );
  assert.equal(more, 0);
  const all = lanesFor(
    Array.from({ length: 40 }, (_, i) => i + 1),
    lane,
  );
  assert.equal(all.lanes.length, MAX_LANES);
  assert.equal(all.more, 39 - MAX_LANES);
});

test("a classmate's lane has the name, shortened, and no sign that turns the direction", () => {
  const states = new ConnectionStates();
  const names = ["Ada", "Anna Magdalena Wilcke", "a\u202eb", ""];
  const lanes = names.map((name, i) => {
    const conn = i + 1;
    states.apply({ seq: conn, at, kind: "accept", conn, peer: `10.0.0.1:${conn}` });
    const lane = laneOf(
      conn,
      states,
      () => null,
      () => name,
    );
    return lane.name;
  });
  assert.deepEqual(lanes, ["Ada", "Anna Magdal…", "a\\u202eb", ":4"]);
});

test("the server's lane never moves, and a lane keeps its side", () => {
  const lanes = Array.from({ length: 16 }, (_, i) => ({
    key: `${i}`,
    name: `${i}`,
    hue: i,
    order: i,
    conns: [i],
  }));
  for (const room of [300, 540, 780]) {
    /** @type {Map<string, boolean>} */
    const sides = new Map();
    for (let count = 1; count <= lanes.length; count++) {
      const { server, width, lanes: at } = layOut(lanes.slice(0, count), room);
      assert.equal(server, room / 2);
      assert.ok(width <= room, "no wider than its panel");
      const xs = [...at.values(), server];
      assert.equal(new Set(xs).size, xs.length, "each has an x of its own");
      for (const [key, x] of at) {
        assert.ok(x > 0 && x < room);
        assert.equal(sides.get(key) ?? x < server, x < server);
        sides.set(key, x < server);
      }
    }
  }
  const two = layOut(lanes.slice(0, 2), 780);
  const four = layOut(lanes.slice(0, 4), 780);
  for (const [key, x] of two.lanes)
    assert.equal(four.lanes.get(key), x, "nothing moves up to four");
});

test("lanes are bounded and in order, and of too many the last ones are taken", () => {
  const lane = (/** @type {number} */ conn) => ({
    key: `${conn % 30}`,
    name: `${conn % 30}`,
    hue: null,
    order: conn % 30,
    conns: [conn],
  });
  const conns = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 100, size: "max" });
  fc.assert(
    fc.property(conns, (conns) => {
      const { lanes, more } = lanesFor(conns, lane);
      const orders = lanes.map(({ order }) => order);
      assert.deepEqual(
        orders,
        [...new Set(orders)].sort((a, b) => a - b),
      );
      assert.equal(lanes.length + more, new Set(conns.map((conn) => conn % 30)).size);
      assert.ok(lanes.length <= MAX_LANES);
      const last = conns.at(-1);
      if (last !== undefined) assert.ok(lanes.some(({ key }) => key === `${last % 30}`));
      for (const { conns: own } of lanes)
        assert.deepEqual(
          own,
          [...new Set(own)].sort((a, b) => a - b),
        );
    }),
  );
});
