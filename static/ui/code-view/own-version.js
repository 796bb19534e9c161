/** @import { Version } from "../../transport/transport.js" */

/**
 * Describes a learner's version of the lesson's code or of an exercise, for the lab.
 * @param {string | undefined} exercise its name; undefined for the lesson's code
 * @param {boolean} [isFromLink]
 * @returns {Pick<Version, "kind" | "label" | "exercise">} each exercise of a lesson
 *   has another label
 */
export function ownVersion(exercise, isFromLink = false) {
  if (!exercise) return { kind: "own", label: isFromLink ? "version from a link" : "your version" };
  const cards = [...document.querySelectorAll("exercise-card")];
  const at = cards.findIndex((card) => card.getAttribute("name") === exercise);
  const name = at < 0 ? "the exercise" : `exercise ${at + 1}`;
  return { kind: "own", label: isFromLink ? `${name} from a link` : name, exercise };
}
