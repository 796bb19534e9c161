// The pack of archives, as wasm/compiler/pack.go writes it: a magic line, the length of
// a table in four bytes, the table, and the contents of the files.

const MAGIC = "socketschool pack 1\n";

/**
 * @param {ArrayBuffer} pack
 * @returns {{ name: string, bytes: Uint8Array }[]} views of the pack
 */
export function unpack(pack) {
  const decoder = new TextDecoder();
  if (decoder.decode(new Uint8Array(pack, 0, MAGIC.length)) !== MAGIC)
    throw new Error("the pack of archives has another form");
  const length = new DataView(pack).getUint32(MAGIC.length, true);
  const start = MAGIC.length + 4;
  /** @type {[string, number][]} */
  const table = JSON.parse(decoder.decode(new Uint8Array(pack, start, length)));
  let at = start + length;
  return table.map(([name, size]) => {
    const bytes = new Uint8Array(pack, at, size);
    at += size;
    return { name, bytes };
  });
}
