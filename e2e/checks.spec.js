// The checks of an exercise in the tab, in modules of both builders.

import { readFile } from "node:fs/promises";
import { openWithBuilders } from "./builders.js";
import { expect, test } from "./playground.js";

const FOLDER = new URL("../lessons/01-echo/exercises/shout/", import.meta.url);

/** @param {string} file */
const read = (file) => readFile(new URL(file, FOLDER), "utf8");

/** @param {{ outcome: string }} result */
const outcomeOf = ({ outcome }) => outcome;

/** @param {{ events?: object[] }} step */
const eventsOf = ({ events = [] }) => events;

for (const id of ["host", "tab"]) {
  test(`checks in a module of the ${id}'s builder`, async ({ page, playground }) => {
    test.setTimeout(180_000); // the first build of a host makes its archives
    const builders = await openWithBuilders(page, `${playground.url}/lessons/echo`);
    test.skip(!builders.includes(id), "the compiler for tabs is not built: task compiler");
    const checkFile = await read("check.go");
    const check = (/** @type {string} */ source, options = {}) =>
      page.evaluate(
        async ([id, checkFile, source, options]) => {
          const test = /** @type {any} */ (globalThis).socketschoolTest;
          const builder = test.builders[id];
          if (id === "tab" && !(await builder.fetched())) await builder.fetch();
          const exercise = { name: "shout", checkFile };
          const built = await builder.build("echo", { "server.go": source }, { exercise });
          if (built.problems) return built;
          /** @type {object[]} */
          const updates = [];
          const update = (/** @type {object} */ one) => updates.push(one);
          return { results: await test.check(built.module, { ...options, update }), updates };
        },
        /** @type {const} */ ([id, checkFile, source, options]),
      );

    const starter = await check(await read("starter/server.go"));
    expect(starter.results).toMatchObject([
      {
        name: "answers in capital letters",
        outcome: "failed",
        cause: expect.stringMatching(/^It came back as it was sent at server\.go:\d+: nothing/),
        source: { file: "server.go" },
      },
    ]);
    expect(starter.updates[0]).toEqual({
      type: "check",
      check: 0,
      index: 0,
      name: "answers in capital letters",
    });
    const solution = await read("solution/server.go");
    const solved = await check(solution);
    expect(solved.results.map(outcomeOf)).toEqual(Array(5).fill("passed"));

    const crash = (/** @type {string} */ what) =>
      check(solution.replace("line, err :=", `${what}\n\t\tline, err :=`));
    expect((await crash("go func() { panic(conn) }()")).results).toMatchObject([
      { outcome: "crashed", cause: expect.stringMatching(/^panic: /), source: { line: 43 } },
    ]);
    expect((await crash("for n := 0; ; n++ {}")).results).toMatchObject([
      { outcome: "hung", cause: expect.stringMatching(/^An endless loop/) },
    ]);
    const printed = await check(
      solution
        .replace('"bytes"', '"bytes"\n\t"fmt"')
        .replace("line, err :=", 'fmt.Println("here")\n\t\tline, err :='),
    );
    const happened = printed.results[0].steps.flatMap(eventsOf);
    expect(happened).toContainEqual(expect.objectContaining({ kind: "log", text: "here" }));
    const counted = solution
      .replace("func Serve(", "var calls int\n\nfunc Serve(")
      .replace("var running", 'if calls++; calls > 1 {\n\t\tpanic("again")\n\t}\n\tvar running');
    expect((await check(counted)).results.map(outcomeOf)).toEqual(Array(5).fill("passed"));
    const two = await check(await read("mistakes/last-line-lost.go"), {
      goOn: true,
      checks: [3, 4],
    });
    expect(two.results.map(outcomeOf)).toEqual(["failed", "passed"]);
  });
}
