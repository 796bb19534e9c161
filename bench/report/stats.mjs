// Of several figures, the ones to show.

/**
 * The middle of some figures, with the least and the greatest beside it.
 * @param {number[]} figures
 */
export function spread(figures) {
  const sorted = figures.toSorted((a, b) => a - b);
  const show = (/** @type {number | undefined} */ n = 0) => n.toFixed(n < 10 ? 2 : 0);
  return {
    figure: at(sorted, 0.5),
    spread: ` (${show(sorted[0])}–${show(sorted.at(-1))})`,
  };
}

/**
 * @param {number[]} sorted
 * @param {number} share 0.5 for the median
 */
export function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
