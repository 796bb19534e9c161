/**
 * @param {string} time ISO 8601
 * @param {Date} [now]
 * @returns {string} the day in the learner's time zone: "28 November", with the year
 *   where it is another one
 */
export function formatDay(time, now = new Date()) {
  const day = new Date(time);
  const year = day.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year });
}
