// What a lab in the tab cannot do as one on the host. The page shows each text where
// it matters. e2e/differences.spec.js has a test for each id.

/** The worker says these two when the program makes such a call. */
export const NO_FILES =
  "The tab has no files: the program sees an empty disk, on which nothing can be written.";
export const NO_NETWORK = "The tab has no network: the program reaches nothing outside of it.";

/** @type {{ id: string, text: string }[]} */
export const LIMITATIONS = [
  {
    id: "reach",
    text: "Nothing outside this page reaches it, not even nc, unless you publish it in a class.",
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
  {
    id: "files",
    text: NO_FILES,
  },
  {
    id: "network",
    text: NO_NETWORK,
  },
];
