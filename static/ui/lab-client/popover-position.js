const GAP = 4; // px between the button and the popover
const MARGIN = 8; // px that stay free at the window's edges

/**
 * Positions a popover below its button or, where there is no room, above it.
 * @param {object} layout
 * @param {{ top: number, bottom: number }} layout.button
 * @param {number} layout.left px, preferred
 * @param {{ width: number, height: number }} layout.size of the popover
 * @param {{ width: number, height: number }} layout.window
 * @returns {{ left: number, top: number }} px, within the window where the size allows
 */
export function popoverPosition({ button, left, size, window }) {
  const below = button.bottom + GAP;
  const above = button.top - GAP - size.height;
  const fits = below + size.height <= window.height - MARGIN;
  return {
    left: Math.max(MARGIN, Math.min(left, window.width - size.width - MARGIN)),
    top: fits ? below : Math.max(MARGIN, above),
  };
}
