/** Number of client colors. Beyond that, only their letters distinguish clients. */
export const CLIENT_COLORS = 8;
