// What the instructor sees of a learner's work: the editor's files, the last check, and the
// run of the lab in the format of a saved run. docs/protocol.md describes it.

/**
 * @import { CodeProblem, Files } from "../../transport/builder.js"
 * @import { CheckResult, CheckStep } from "../../transport/checks.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { ShownCheck } from "../exercise/exercise-desk.js"
 *
 * The learner's code. label: of the version; isOpen: it is in the editor now, and not only
 * stored.
 * @typedef {object} LookCode
 * @property {string} label
 * @property {boolean} isOpen
 * @property {Files} files
 * @property {string} opened the file that the learner looks at
 * @property {string[]} changed
 * @property {CodeProblem[]} problems
 *
 * @typedef {object} LookSnapshot
 * @property {string} page a random word: whose snapshot it is
 * @property {number} active when the learner came to this page, in ms
 * @property {string} lesson
 * @property {string} exercise
 * @property {LookCode | null} code null: the learner has none of their own
 * @property {ShownCheck | null} check
 * @property {string} run a saved run, empty where nothing has happened
 * @property {boolean} runsCode the run was made with the files of code, and has none itself
 * @property {Cut[]} cut what is left out
 *
 * @typedef {"events" | "steps" | "run" | "problems" | "files"} Cut
 */

import { loadDraft } from "../../lab/draft.js";
import { lessonFiles } from "../code-view/lesson-files.js";
import { write } from "../timeline/run-format.js";

/** Of a snapshot, in bytes: the host takes no more. */
export const MAX_BYTES = 256 * 1024;
const MAX_EVENTS = 300;
const MAX_PROBLEMS = 20;

/** What is left out where a snapshot is too large, one after another. */
const CUTS = /** @type {((snapshot: Work) => Work)[]} */ ([
  (work) => cutEvents(work, 100),
  (work) => ({ ...work, check: withoutSteps(work.check), cut: [...work.cut, "steps"] }),
  (work) => cutEvents(work, 20),
  (work) => cutFiles(work, 12 * 1024),
  (work) => ({ ...work, run: null, cut: [...work.cut, "run"] }),
  (work) => cutFiles(work, 1024),
]);

/**
 * A snapshot before it is written.
 * @typedef {Omit<LookSnapshot, "run"> & { run: import("../timeline/run-format.js").SavedRun | null }} Work
 */

/**
 * @param {LessonLab | null} lab null on a page without one
 * @param {{ page: string, active: number }} page
 * @returns {string} JSON of a LookSnapshot, of MAX_BYTES at most
 */
export function lookSnapshot(lab, page) {
  let work = collect(lab, page);
  for (const cut of CUTS) {
    const text = textOf(work);
    if (new TextEncoder().encode(text).length <= MAX_BYTES) return text;
    work = cut(work);
  }
  return textOf(work);
}

/** @param {Work} work */
function textOf(work) {
  return JSON.stringify({ ...work, run: work.run ? write(work.run) : "" });
}

/**
 * @param {LessonLab | null} lab
 * @param {{ page: string, active: number }} page
 * @returns {Work}
 */
function collect(lab, page) {
  const open = lab?.openCode() ?? null;
  const { exercise = "", check = null } = open ?? {};
  const code = open ? editorCode(open) : lab && storedCode(lab);
  const run = lab && labRun(lab);
  /** @type {Cut[]} */
  const cut = [];
  if ((open?.problems.length ?? 0) > MAX_PROBLEMS) cut.push("problems");
  const runsCode = Boolean(run && code && isSame(run.files, code.files));
  if (run && runsCode) run.files = {};
  if (run && (run.events[0]?.seq ?? 1) > 1) cut.push("events");
  return { ...page, lesson: lab?.lesson ?? "", exercise, code, check, run, runsCode, cut };
}

/**
 * @param {NonNullable<ReturnType<LessonLab["openCode"]>>} open
 * @returns {LookCode}
 */
function editorCode({ label, files, opened, changed, problems }) {
  const few = problems.slice(0, MAX_PROBLEMS).map(({ file, line, column, message }) => ({
    file,
    line,
    column,
    message: message.slice(0, 500),
  }));
  return { label, isOpen: true, files, opened, changed, problems: few };
}

/**
 * @param {LessonLab} lab
 * @returns {LookCode | null} the draft of the lesson's code that the editor does not show
 */
function storedCode({ lesson }) {
  const article = document.getElementById("lesson");
  const { files } = loadDraft(lesson);
  const changed = Object.keys(files);
  if (!article || changed.length === 0) return null;
  return {
    label: "your version",
    isOpen: false,
    files: { ...lessonFiles(article), ...files },
    opened: changed[0] ?? "",
    changed,
    problems: [],
  };
}

/** @param {LessonLab} lab */
function labRun({ session }) {
  const { info, version } = session;
  const events = session.history.events.slice(-MAX_EVENTS);
  if (!info || events.length === 0) return null;
  const peers = new Set(events.flatMap(({ peer }) => peer ?? []));
  const clients = [...peers].flatMap((peer) => {
    const client = session.clientByPeer(peer);
    return client ? [{ letter: client.letter, index: client.index, peer }] : [];
  });
  const article = document.getElementById("lesson");
  const files = version?.files ?? (article ? lessonFiles(article) : {});
  return { savedAt: "", lab: info, label: version?.label ?? "", files, clients, events };
}

/**
 * @param {Files} a
 * @param {Files} b
 */
function isSame(a, b) {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/**
 * @param {Work} work
 * @param {number} count
 * @returns {Work}
 */
function cutEvents({ run, cut, ...rest }, count) {
  if (!run || run.events.length <= count) return { ...rest, run, cut };
  const events = run.events.slice(-count);
  const more = /** @type {Cut[]} */ (cut.includes("events") ? cut : [...cut, "events"]);
  return { ...rest, run: { ...run, events }, cut: more };
}

/**
 * @param {ShownCheck | null} check
 * @returns {ShownCheck | null}
 */
function withoutSteps(check) {
  if (!check) return null;
  const results = check.results.map((result) => ({
    ...result,
    cause: result.cause?.slice(0, 1000),
    steps: result.steps?.slice(-1).map(withoutEvents) ?? null,
  }));
  return { ...check, results: /** @type {CheckResult[]} */ (results) };
}

/** @param {CheckStep} step */
function withoutEvents({ text, script, state, why }) {
  return { text: text.slice(0, 500), script, state, why: why?.slice(0, 500) };
}

/**
 * @param {Work} work
 * @param {number} length of each file at most, in letters
 * @returns {Work}
 */
function cutFiles({ code, run, cut, ...rest }, length) {
  const short = (/** @type {Files} */ files) =>
    Object.fromEntries(
      Object.entries(files)
        .slice(0, 16)
        .map(([name, text]) => [
          name,
          text.length > length
            ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}\n… cut here`
            : text,
        ]),
    );
  return {
    ...rest,
    code: code && { ...code, files: short(code.files) },
    run: run && { ...run, files: {} },
    cut: [...cut, "files"],
  };
}
