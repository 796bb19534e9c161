import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../transport/transport.js";
import { h } from "../dom.js";
import { FakeLab, fakeLessonLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { addToPage, buttonNamed, settle, testSignal } from "../test-dom.js";
import { BuilderChoice } from "./builder-choice.js";
import { CodePanel } from "./code-panel.js";
import { lessonFiles } from "./lesson-files.js";
import { TextEditor } from "./text-editor.js";

/**
 * @import { TestContext } from "node:test"
 * @import { BuildOptions, BuildResult, Files } from "../../transport/builder.js"
 */

const ORIGINAL = { "server.go": "package echo\n\nfunc Serve() {}\n", "room.go": "package echo\n" };

/**
 * @param {TestContext} t
 * @param {BuildResult | Problem | ((files: Files, options: BuildOptions) => Promise<BuildResult>)} result
 *   of each build
 */
function makePanel(t, result) {
  localStorage.clear();
  /** @type {unknown[]} */
  const asked = [];
  /** @type {unknown[]} */
  const started = [];
  const far = new FakeLab();
  const start = async (/** @type {string} */ _lesson, /** @type {any} */ { version }) => {
    started.push(version?.module);
    return far.lab;
  };
  const tab = fakeTransport("tab", far, { runsVersions: true, start });
  const host = fakeTransport("host", far, { start });
  const { session } = fakeSession({ transports: [host, tab] });
  const { lab, shown } = fakeLessonLab(session);
  const builder = {
    id: /** @type {const} */ ("host"),
    build: async (
      /** @type {string} */ lesson,
      /** @type {Files} */ files,
      /** @type {BuildOptions} */ options = {},
    ) => {
      asked.push([lesson, files]);
      if (typeof result === "function") return result(files, options);
      if (result instanceof Problem) throw result;
      return result;
    },
  };
  const signal = testSignal(t);
  const builders = new BuilderChoice({ host: builder, tab: null, isHosted: true }, signal);
  const options = {
    lab,
    original: ORIGINAL,
    around: {},
    title: "Echo",
    builders,
    Editor: TextEditor,
    announce() {},
  };
  const make = () => new CodePanel(options, testSignal(t));
  const panel = make();
  addToPage(t, panel.element);
  const edit = (/** @type {string} */ name, /** @type {string} */ text) => {
    const area = panel.element.querySelector(`[data-file="${name}"] textarea`);
    /** @type {HTMLTextAreaElement} */ (area).value = text;
    area?.dispatchEvent(new Event("input"));
  };
  const status = () => panel.element.querySelector(".code-status")?.textContent;
  return { panel, make, lab, shown, session, asked, started, edit, status };
}

const module = /** @type {WebAssembly.Module} */ (/** @type {unknown} */ ("module"));

test("all files are built, and the result runs where builds can", async (t) => {
  const { panel, session, asked, started, edit } = makePanel(t, { module });
  edit("room.go", "package echo // mine\n");
  await panel.run();
  assert.deepEqual(asked, [["echo", { ...ORIGINAL, "room.go": "package echo // mine\n" }]]);
  assert.deepEqual(started, [module]);
  assert.equal(session.transport.id, "tab");
  assert.equal(session.version?.kind, "own");
  await session.runLesson();
  assert.deepEqual(started, [module, undefined]);
  assert.equal(session.transport.id, "host", "as before");
  assert.equal(session.version, null);
});

test("nothing is built where nothing is changed", async (t) => {
  const { panel, asked, started } = makePanel(t, { module });
  await panel.run();
  assert.deepEqual([asked, started], [[], [undefined]]);
});

test("a Run during a build replaces it", async (t) => {
  /** @type {(result: BuildResult) => void} */
  let finish = () => {};
  /** @type {AbortSignal[]} */
  const signals = [];
  const { panel, asked, started, edit, status } = makePanel(t, (_files, { signal }) => {
    if (signal) signals.push(signal);
    if (signals.length > 1) return Promise.resolve({ module });
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  edit("room.go", "package echo // older\n");
  const older = panel.run();
  edit("room.go", "package echo // newer\n");
  await panel.run();
  finish({ problems: [{ file: "room.go", line: 1, column: 1, message: "of the older text" }] });
  await older;
  assert.equal(signals[0]?.aborted, true);
  assert.equal(asked.length, 2);
  assert.deepEqual(started, [module]);
  assert.equal(status(), "", "the older build says nothing");
  assert.equal(panel.element.querySelector(".code-problems li"), null);
});

test("Ctrl-Enter runs from anywhere but the lab's fields", async (t) => {
  const { lab, asked, edit } = makePanel(t, { module });
  edit("room.go", "package echo // mine\n");
  const field = h("input", {});
  addToPage(t, lab.views.lab);
  lab.views.lab.append(field);
  const press = (/** @type {Element} */ target) =>
    target.dispatchEvent(
      new KeyboardEvent("keydown", {
        key: "Enter",
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      }),
    );
  assert.equal(press(field), true);
  assert.equal(asked.length, 0);
  assert.equal(press(document.body), false, "handled");
  assert.equal(asked.length, 1);
  await settle();
});

test("on a phone, Run leads to the lab; a build with problems does not", async (t) => {
  const results = [
    { problems: [{ file: "room.go", line: 1, column: 1, message: "undefined: x" }] },
    { module },
  ];
  const { panel, lab, shown, edit } = makePanel(t, async () => results.shift() ?? { module });
  Object.assign(lab.views, { oneColumn: true });
  edit("room.go", "package echo // mine\n");
  await panel.run();
  assert.deepEqual(shown, []);
  assert.equal(panel.opened, "room.go", "the file with the problem");
  await panel.run();
  assert.deepEqual(shown, ["lab, focused"]);
});

test("problems are listed with their lines, and what runs goes on", async (t) => {
  const problem = { file: "server.go", line: 3, column: 6, message: "undefined: x" };
  const elsewhere = { file: "", line: 0, column: 0, message: "undefined: echo.Serve" };
  const { panel, started, edit, status } = makePanel(t, { problems: [problem, elsewhere] });
  edit("server.go", "package echo\n\nfunc Serve() { x }\n");
  await panel.run();
  const items = [...panel.element.querySelectorAll(".code-problems li")];
  assert.deepEqual(
    items.map(({ textContent }) => textContent),
    ["server.go:3:6 undefined: xfunc Serve() { x }", "undefined: echo.Serve"],
  );
  assert.match(String(status()), /does not build/);
  assert.deepEqual(started, []);
  const wrong = [...panel.element.querySelectorAll(".is-wrong .ln")];
  assert.deepEqual(
    wrong.map(({ textContent }) => textContent),
    ["3"],
  );
  buttonNamed(panel.element, "server.go:3:6").click();
  const area = /** @type {HTMLTextAreaElement} */ (document.activeElement);
  assert.equal(area.value.slice(area.selectionStart, area.selectionEnd), "func Serve() { x }");
  assert.match(
    panel.element.querySelector(".code-tabs")?.textContent ?? "",
    /server.go, changed, has a problem/,
  );
  edit("server.go", "package echo\n\nfunc Serve() { y }\n");
  assert.equal(status(), "Before your last change it did not build:");
});

test("a host that does not build says why", async (t) => {
  const { panel, edit, status } = makePanel(t, new Problem("refused", "Full.", "Try again."));
  edit("server.go", "package echo\n");
  await panel.run();
  assert.equal(status(), "Full. Try again.");
});

test("a draft outlives the page; a reset can be undone", async (t) => {
  const { make, panel, edit } = makePanel(t, { module });
  edit("server.go", "mine\n");
  const text = (/** @type {CodePanel} */ panel) => panel.element.querySelector("textarea")?.value;
  assert.equal(text(make()), "mine\n");
  buttonNamed(panel.element, "Reset").click();
  assert.equal(text(make()), ORIGINAL["server.go"]);
  buttonNamed(panel.element, "Undo reset").click();
  assert.equal(text(make()), "mine\n");
  await settle();
});

test("after a reset, a reload and a new draft, undo swaps the two", (t) => {
  const { make, panel, edit } = makePanel(t, { module });
  edit("server.go", "mine\n");
  buttonNamed(panel.element, "Reset").click();
  edit("server.go", "newer\n");
  const later = make();
  const text = () => later.element.querySelector("textarea")?.value;
  buttonNamed(later.element, "Undo reset").click();
  assert.equal(text(), "mine\n");
  buttonNamed(later.element, "Undo reset").click();
  assert.equal(text(), "newer\n");
});

test("a naive version becomes the draft; a draft is replaced only on request, and kept", (t) => {
  const { panel, make, edit } = makePanel(t, { module });
  const naive = { ...ORIGINAL, "server.go": "naive\n" };
  const text = () => panel.element.querySelector("textarea")?.value;
  let shown = 0;
  const open = () => panel.openVersion("naive: slow", naive, () => shown++);
  open();
  assert.equal(text(), "naive\n");
  edit("server.go", "mine\n");
  open();
  assert.equal(text(), "mine\n", "it asks first");
  buttonNamed(panel.element, "Keep mine").click();
  assert.equal(text(), "mine\n");
  open();
  buttonNamed(panel.element, "Replace my draft").click();
  assert.deepEqual([text(), shown], ["naive\n", 2]);
  assert.equal(make().files["server.go"], "naive\n", "stored");
  buttonNamed(panel.element, "Undo reset").click();
  assert.equal(text(), "mine\n");
});

test("a problem that the list shows as well is shown once", async (t) => {
  const problem = { file: "server.go", line: 3, column: 6, message: "undefined: x" };
  const { panel, edit } = makePanel(t, { problems: [problem, { ...problem, line: 1 }] });
  edit("server.go", "package echo\n\nfunc Serve() { x }\n");
  await panel.run();
  const hidden = () =>
    [...panel.element.querySelectorAll(".code-output .code-problems li")].map(
      (item) => /** @type {HTMLElement} */ (item).hidden,
    );
  panel.hideListed([problem]);
  assert.deepEqual(hidden(), [true, false]);
  panel.hideListed([]);
  assert.deepEqual(hidden(), [false, false]);
});

test("the log's link opens the file at its line", (t) => {
  const { panel } = makePanel(t, { module });
  assert.equal(panel.has("other.go"), false);
  assert.equal(panel.lines.show("server.go", 60), false);
  assert.equal(panel.lines.show("server.go", 3), true);
});

test("the lesson's version is read from its text", () => {
  const line = (/** @type {string} */ text) => h("span", { class: "cl" }, text);
  const figure = h("figure", { class: "code", "data-file": "a.go" }, line("x\n"), line("\ty\n"));
  const article = h("article", {}, h("details", { class: "whole-source" }, figure));
  assert.deepEqual(lessonFiles(article), { "a.go": "x\n\ty\n" });
});
