const GAP = 8; // px between cards, see the css
const MIN_CARD_WIDTH = 204; // px of a whole card, beyond the first three
const LINE_WIDTH = 200; // px of a card in a crowd, see the css
const MIN_ROWS_HEIGHT = 72; // px in which such a card can show its newest rows
const MAX_COLUMNS = 6; // see the css
const ALWAYS_WHOLE = 3; // cards stay whole, however narrow the lab is

/**
 * Decides how cards are laid out.
 * @param {number} count of cards
 * @param {number} width px
 * @param {number} height px
 * @returns {{ columns: number, crowd: "some" | "many" | null }} crowd: null where every
 *   card is whole, "some" where each shows its newest rows, "many" where each is one line
 */
export function gridLayout(count, width, height) {
  const fit = Math.max(ALWAYS_WHOLE, fitting(width, MIN_CARD_WIDTH));
  const columns = count > ALWAYS_WHOLE ? Math.min(MAX_COLUMNS, fit) : ALWAYS_WHOLE;
  if (count <= fit) return { columns, crowd: null };
  const lines = Math.max(1, fitting(width, LINE_WIDTH));
  const perRow = count === 4 ? Math.min(2, lines) : lines; // two by two
  const rowHeight = height / Math.ceil(count / perRow);
  return { columns, crowd: rowHeight >= MIN_ROWS_HEIGHT ? "some" : "many" };
}

/**
 * @param {number} width px
 * @param {number} cardWidth px
 * @returns {number} of cards that fit side by side
 */
function fitting(width, cardWidth) {
  return Math.floor((width + GAP) / (cardWidth + GAP));
}
