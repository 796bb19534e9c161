import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { startedSession } from "../fake-lab.js";
import { buttonNamed } from "../test-dom.js";
import { RunFiles } from "./run-files.js";
import { write } from "./run-format.js";
import { EXCHANGE, modelOf } from "./test-run.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
async function make(t) {
  const { session, far } = await startedSession();
  /** @type {string[]} */
  const calls = [];
  const source = {
    code: { label: "your version", files: { "server.go": "package echo\n" } },
    showCode: (/** @type {{ label: string }} */ { label }) => void calls.push(`source ${label}`),
  };
  const files = new RunFiles(session, source, {
    onRunChange: () => calls.push("run"),
    onBannerChange: () => calls.push("banner"),
  });
  /** @type {{ name: string, text: Promise<string> }[]} */
  const downloads = [];
  /** @type {Blob | null} */
  let blob = null;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(URL, "createObjectURL", (/** @type {Blob} */ given) => {
    blob = given;
    return "blob:x";
  });
  t.mock.method(
    HTMLAnchorElement.prototype,
    "click",
    /** @this {HTMLAnchorElement} */ function () {
      downloads.push({ name: this.download, text: blob?.text() ?? Promise.resolve("") });
    },
  );
  return { session, far, files, calls, downloads };
}

const LAB = /** @type {const} */ ({
  id: "old",
  lesson: "multi",
  state: "stopped",
  address: "127.0.0.1:4041",
  tls: false,
});
const RUN = {
  savedAt: "2026-01-02T15:04:05Z",
  lab: LAB,
  label: "",
  files: {},
  clients: [],
  events: EXCHANGE,
};

/**
 * @param {string} text
 * @param {number} [size]
 */
function file(text, size = text.length) {
  return /** @type {File} */ (
    /** @type {unknown} */ ({ name: "run.jsonl", size, text: async () => text })
  );
}

test("a saved run is shown in place of the live one, until the learner goes back", async (t) => {
  const { session, files, calls } = await make(t);
  assert.equal(files.hasContent, false);
  await files.load(file(write(RUN)));
  assert.deepEqual(calls, ["banner", "run"]);
  assert.equal(files.saved?.model.markCount, 6);
  assert.equal(files.saved?.now, Date.parse(EXCHANGE.at(-1)?.at ?? ""));
  assert.equal(files.lab?.lesson, "multi");
  assert.match(files.banner.textContent ?? "", /run\.jsonl: multi, 7 events/);
  assert.match(files.banner.textContent ?? "", /Its lines are not in this lesson/);
  buttonNamed(files.banner, "Back to the lab").click();
  assert.equal(files.saved, null);
  assert.equal(files.lab, session.info);
  assert.ok(files.banner.hidden);
});

test("a saved run shows the source that it was made with", async (t) => {
  const { files, calls } = await make(t);
  await files.load(file(write({ ...RUN, label: "naive", files: { "room.go": "package x" } })));
  assert.match(files.banner.textContent ?? "", /multi \(naive\), 7 events/);
  assert.doesNotMatch(files.banner.textContent ?? "", /not in this lesson/);
  buttonNamed(files.banner, "Its source").click();
  assert.equal(calls.at(-1), "source naive");
});

test("a file that cannot be read is refused, and what was shown stays", async (t) => {
  const { files } = await make(t);
  await files.load(file("no run"));
  assert.equal(files.banner.dataset.kind, "bad");
  assert.match(files.banner.textContent ?? "", /This is not a saved run/);
  buttonNamed(files.banner, "Close").click();
  assert.ok(files.banner.hidden);
  await files.load(file(write(RUN)));
  await files.load(file("", 65 * 1024 * 1024));
  assert.match(files.banner.textContent ?? "", /larger than any saved run/);
  assert.ok(files.saved, "the run before");
  buttonNamed(files.banner, "Close").click();
  assert.match(files.banner.textContent ?? "", /^A saved run/);
});

test("events that are missing in a file are counted", async (t) => {
  const { files } = await make(t);
  const events = EXCHANGE.filter(({ seq }) => seq !== 3 && seq !== 4);
  await files.load(file(write({ ...RUN, events })));
  assert.equal(files.saved?.model.skipped, 2);
});

test("the live run is saved with the clients of its connections", async (t) => {
  const { session, far, files, downloads } = await make(t);
  session.addClient();
  far.connection.open();
  const peer = far.connection.local;
  const { model } = modelOf(EXCHANGE.map((event) => (event.peer ? { ...event, peer } : event)));
  files.saveRun(model);
  const [download] = downloads;
  assert.equal(download?.name, "socketschool-echo.jsonl");
  const lines =
    (await download?.text)
      ?.trim()
      .split("\n")
      .map((line) => JSON.parse(line)) ?? [];
  assert.equal(lines[0].type, "socketschool.run");
  assert.equal(lines[0].label, "your version");
  assert.deepEqual(lines[1], { type: "file", name: "server.go", text: "package echo\n" });
  assert.deepEqual(lines[2], { type: "client", letter: "A", index: 0, peer });
  assert.equal(lines.filter(({ type }) => type === "event").length, EXCHANGE.length);
});
