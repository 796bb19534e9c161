/**
 * How many lines a text has gained and lost. Lines that both have in the same order
 * count as kept.
 * @param {string} former
 * @param {string} text
 * @returns {{ added: number, removed: number }}
 */
export function countChanges(former, text) {
  const kept = diffLines(former, text).filter(({ kind }) => kind === "kept").length;
  return { added: lines(text).length - kept, removed: lines(former).length - kept };
}

/**
 * @param {string} former
 * @param {string} text
 * @returns {{ kind: "kept" | "added" | "removed", text: string }[]} removed lines before added ones
 */
export function diffLines(former, text) {
  const a = lines(former);
  const b = lines(text);
  const before = commonStart(a, b);
  const after = commonStart(a.slice(before).reverse(), b.slice(before).reverse());
  return [
    ...a.slice(0, before).map(kept),
    ...diffMiddle(a.slice(before, a.length - after), b.slice(before, b.length - after)),
    ...a.slice(a.length - after).map(kept),
  ];
}

/** @param {string} text */
function kept(text) {
  return { kind: /** @type {const} */ ("kept"), text };
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @returns {number} how many lines are equal at the start
 */
function commonStart(a, b) {
  const different = a.findIndex((line, i) => line !== b[i]);
  return different < 0 ? a.length : different;
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @returns {ReturnType<typeof diffLines>}
 */
function diffMiddle(a, b) {
  const common = commonLengths(a, b);
  const result = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      result.push(kept(a[i] ?? ""));
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(common, i + 1, j) >= at(common, i, j + 1))) {
      result.push({ kind: /** @type {const} */ ("removed"), text: a[i++] ?? "" });
    } else {
      result.push({ kind: /** @type {const} */ ("added"), text: b[j++] ?? "" });
    }
  }
  return result;
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @returns {Uint16Array[]} the length of the longest common subsequence of a from i and b from j
 */
function commonLengths(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i] ?? new Uint16Array();
    for (let j = b.length - 1; j >= 0; j--)
      row[j] =
        a[i] === b[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1));
  }
  return table;
}

/**
 * @param {Uint16Array[]} table
 * @param {number} i
 * @param {number} j
 */
function at(table, i, j) {
  return table[i]?.[j] ?? 0;
}

/** @param {string} text */
function lines(text) {
  return text.replace(/\n$/, "").split("\n");
}
