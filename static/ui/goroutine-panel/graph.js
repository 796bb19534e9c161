// The small graph of how many goroutines there were.

import { SPAN } from "../../lab/goroutine-watch.js";
import { h, svg } from "../dom.js";

/** @import { Point } from "../../lab/goroutine-watch.js" */

const WIDTH = 240;
const HEIGHT = 36;
const PAD = 2;

/**
 * @param {Point[]} points at least one, in order
 * @returns {HTMLElement} the newest at the right, steps between two
 */
export function drawGraph(points) {
  const last = points[points.length - 1];
  if (!last) throw new Error("a graph needs a point");
  const most = Math.max(1, ...points.map(({ count }) => count));
  const least = Math.min(...points.map(({ count }) => count));
  const x = (/** @type {number} */ at) =>
    Math.max(0, WIDTH - PAD - ((last.at - at) / SPAN) * (WIDTH - 2 * PAD));
  const y = (/** @type {number} */ count) => HEIGHT - PAD - (count / most) * (HEIGHT - 2 * PAD);
  const seconds = Math.round((last.at - (points[0]?.at ?? last.at)) / 1000);
  const label =
    seconds === 0
      ? `${last.count} goroutines now`
      : `${last.count} goroutines now, between ${least} and ${most} in the last ${seconds} s`;
  return h(
    "figure",
    { class: "gp-graph" },
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      svg("path", { class: "gp-line", d: steps(points, x, (point) => y(point.count)) }),
      points.some(({ leftOver }) => leftOver > 0)
        ? svg("path", {
            class: "gp-line gp-left",
            d: steps(points, x, (point) => y(point.leftOver)),
          })
        : null,
    ),
    h("figcaption", {}, seconds < 2 ? `at most ${most}` : `at most ${most} in ${seconds} s`),
  );
}

/**
 * @param {Point[]} points
 * @param {(at: number) => number} x
 * @param {(point: Point) => number} y
 * @returns {string} a path
 */
function steps(points, x, y) {
  return points
    .map((point, i) => {
      const [left, top] = [x(point.at).toFixed(1), y(point).toFixed(1)];
      return i === 0 ? `M${left} ${top}` : `H${left}V${top}`;
    })
    .concat(`H${WIDTH}`)
    .join("");
}
