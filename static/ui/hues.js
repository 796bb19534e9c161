/** How many colours clients have; a letter tells them apart beyond that. */
export const HUES = 8;
