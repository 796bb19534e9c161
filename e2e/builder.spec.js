// One suite for both builders: the host's, and the one in the tab, which is in the
// program where `task compiler` has run.

import { readFile } from "node:fs/promises";
import { openWithBuilders } from "./builders.js";
import { expect, test } from "./playground.js";

const SERVER = new URL("../server/echo/server.go", import.meta.url);

/**
 * @typedef {{ problems?: object[], answer?: string, steps: string[], error?: string }} Outcome
 */

/**
 * Builds in the page, and runs what is built with a client that sends "hello".
 * @param {import("@playwright/test").Page} page
 * @param {string} id of the builder
 * @param {Record<string, string>} files
 * @returns {Promise<Outcome>}
 */
function build(page, id, files) {
  return page.evaluate(
    async ([id, files]) => {
      const { builders, run } = /** @type {any} */ (globalThis).socketschoolTest;
      /** @type {string[]} */
      const steps = [];
      const progress = (/** @type {{ step: string }} */ { step }) => steps.push(step);
      try {
        const { module, problems } = await builders[id].build("echo", files, { progress });
        return module ? { answer: await run(module, "hello\n"), steps } : { problems, steps };
      } catch (error) {
        return { error: String(error), steps };
      }
    },
    /** @type {const} */ ([id, files]),
  );
}

/**
 * Begins a build and cancels it when it compiles.
 * @param {import("@playwright/test").Page} page
 * @param {string} id
 * @param {Record<string, string>} files
 * @returns {Promise<string>} the name of the error
 */
function cancel(page, id, files) {
  return page.evaluate(
    ([id, files]) => {
      const { builders } = /** @type {any} */ (globalThis).socketschoolTest;
      const abort = new AbortController();
      const progress = (/** @type {{ step: string }} */ { step }) => {
        if (step === "compiling") abort.abort();
      };
      return builders[id].build("echo", files, { progress, signal: abort.signal }).then(
        () => "built",
        (/** @type {Error} */ error) => error.name,
      );
    },
    /** @type {const} */ ([id, files]),
  );
}

for (const id of ["host", "tab"]) {
  test(`the ${id}'s builder`, async ({ page, playground }) => {
    test.setTimeout(180_000); // the first build of a host makes its archives
    const builders = await openWithBuilders(page, `${playground.url}/lessons/echo`);
    test.skip(!builders.includes(id), "the compiler for tabs is not built: task compiler");
    // A host caches what it has built.
    const server = `${await readFile(SERVER, "utf8")}\n// ${crypto.randomUUID()}\n`;
    const edit = (/** @type {string} */ old, /** @type {string} */ replacement) => {
      expect(server).toContain(old);
      return { "server.go": server.replace(old, replacement) };
    };
    const send = "conn.Write(buf[:n])";
    if (id === "tab") {
      const refused = await build(page, id, { "server.go": server });
      expect(refused.error, "nothing is fetched before it is asked for").toContain(
        "Fetch it first",
      );
      expect(await fetchCompiler(page)).toEqual({ before: false, after: true, whole: true });
    }

    // Two in a row; the second has another file, and the first leaves nothing behind.
    const upper = edit(send, "conn.Write(shout(buf[:n]))");
    const shout = 'package echo\n\nimport "bytes"\n\nvar shout = bytes.ToUpper\n';
    const loud = await build(page, id, { ...upper, "shout.go": shout });
    expect(loud).toMatchObject({ answer: "HELLO\n" });
    expect(loud.steps).toContain("compiling");
    expect(loud.steps.at(-1)).toBe("linking");
    expect(await build(page, id, { "server.go": server })).toMatchObject({ answer: "hello\n" });

    const one = (/** @type {string} */ file, line = 0, column = 0, message = "") => ({
      problems: [{ file, line, column, message: expect.stringContaining(message) }],
    });
    // Columns are bytes.
    const undefinedName = await build(page, id, edit(send, 'conn.Write([]byte("é" + missing))'));
    const at = lineOf(server, send);
    expect(undefinedName).toMatchObject(
      one("server.go", at.line, at.column + 25, "undefined: missing"),
    );
    expect(await build(page, id, upper)).toMatchObject(
      one("server.go", at.line, at.column + 11, "undefined: shout"),
    );
    const large = { "server.go": `${server}//${"x".repeat(65_536)}\n` };
    expect(await build(page, id, large)).toMatchObject(one("", 0, 0, "64 KiB"));
    const http = lineOf(server, '"net"');
    expect(await build(page, id, edit('"net"', '"net/http"'))).toMatchObject(
      one("server.go", http.line, http.column, "net/http"),
    );
    expect(await build(page, id, { "server.go": "package echo\n" })).toMatchObject(
      one("server.go", 1, 1, "no function Serve"),
    );

    expect(await cancel(page, id, edit(send, "conn.Write(nil)"))).toBe("AbortError");
    expect(await build(page, id, edit(send, "conn.Write(buf[:n:n])"))).toMatchObject({
      answer: "hello\n",
    });
  });
}

/** @param {import("@playwright/test").Page} page */
function fetchCompiler(page) {
  return page.evaluate(async () => {
    const { tab } = /** @type {any} */ (globalThis).socketschoolTest.builders;
    const before = await tab.fetched();
    let last = 0;
    await tab.fetch({
      progress: (/** @type {number} */ done) => {
        last = done;
      },
    });
    return { before, after: await tab.fetched(), whole: last === tab.bytes };
  });
}

/**
 * @param {string} text
 * @param {string} part
 */
function lineOf(text, part) {
  const before = text.slice(0, text.indexOf(part)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
