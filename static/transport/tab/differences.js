// What a lab in the tab cannot do as the host does. The page shows each where
// it matters; docs and tests go by the ids.

/** @type {{ id: string, text: string }[]} */
export const DIFFERENCES = [
  {
    id: "reach",
    text: "Nothing outside this page reaches it, not even nc.",
  },
  {
    id: "lifetime",
    text: "It lives as long as this page: a reload ends it.",
  },
  {
    id: "buffers",
    text: "Each direction of a connection holds 64 KiB, so that back pressure sets in early; on the host some 500 KiB fit in between.",
  },
  {
    id: "cores",
    text: "All goroutines share one thread: a loop that never waits stops everything, and the page then ends the server.",
  },
  {
    id: "memory",
    text: "The server has at most 256 MB of memory.",
  },
];
