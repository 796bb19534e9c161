/**
 * @import { Report } from "../class/reports.js"
 * @import { ContextKey } from "./context.js"
 * @import { LabSession } from "../lab/session.js"
 * @import { Version } from "../transport/transport.js"
 * @import { OpenCode } from "./code-view/lazy-code.js"
 * @import { ColumnParts } from "./code-view/column-parts.js"
 * @import { VersionSource } from "./source/run-source.js"
 * @import { LessonViews } from "./view-switch/lesson-views.js"
 */

import { Emitter } from "../core/emitter.js";

/**
 * An exercise whose code the page shows.
 * @typedef {object} OpenExercise
 * @property {string} name
 * @property {string} label of the learner's version: "exercise 2"
 * @property {() => Promise<void>} run builds that version and runs it in the lab
 */

/**
 * @typedef {object} PublishOffer
 * @property {boolean} isPublished the lab's server is
 * @property {() => void} open shows where the learner publishes it
 */

/** @type {ContextKey<LessonLab>} */
export const LESSON_LAB = Symbol("lesson lab");

/** What the elements of a lesson page share. A page makes it once. */
export class LessonLab {
  /**
   * play: a script begins to play; edit: the learner wants to edit a script, null
   * for the one they wrote themselves; exercise: another exercise is open, or none; work:
   * what the learner does with code, for a class; publish: the offer to publish has changed.
   * @type {Emitter<{ play: null, edit: string | null, exercise: OpenExercise | null, work: Report, publish: null }>}
   */
  events = new Emitter();

  /** @type {OpenExercise | null} the one that is open */
  exercise = null;

  /** @type {PublishOffer | null} null while the learner may not publish servers in a class */
  publishOffer = null;

  /** @type {Map<Version["kind"], VersionSource>} where other versions than the lesson's are shown */
  versionSources = new Map();

  /** @type {() => OpenCode | null} what the editor shows now; null before it is opened */
  openCode = () => null;

  /**
   * What plays the Try its that show the fault of a naive version, by the version's name and
   * then by title.
   * @type {Map<string, Map<string, () => void>>}
   */
  tries = new Map();

  /**
   * @param {object} options
   * @param {string} options.lesson the page's lesson, a key for what the browser stores
   * @param {LabSession} options.session
   * @param {LessonViews} options.views
   * @param {ColumnParts | null} options.parts null on a page without an editor
   * @param {string | null} options.exampleScript shown to a learner who has not written one
   */
  constructor({ lesson, session, views, parts, exampleScript }) {
    this.lesson = lesson;
    this.session = session;
    this.views = views;
    this.parts = parts;
    this.exampleScript = exampleScript;
  }

  /** @param {OpenExercise | null} exercise */
  setExercise(exercise) {
    this.exercise = exercise;
    this.events.emit("exercise", exercise);
    if (exercise) this.reportWork("editing");
  }

  /** @param {PublishOffer | null} offer */
  setPublishOffer(offer) {
    this.publishOffer = offer;
    this.events.emit("publish", null);
  }

  /**
   * Starts a server where none listens: that of the exercise that is open, or the session's.
   * @returns {Promise<boolean>} whether it listens now; false where its code does not build
   */
  async ensureListening() {
    const { exercise, session } = this;
    const runs = () => session.chosenVersion?.exercise === exercise?.name;
    if (!exercise || session.state === "listening" || runs()) return session.ensureListening();
    await exercise.run();
    return runs() && session.ensureListening();
  }

  /**
   * @param {Report["activity"]} activity
   * @param {string} [failure] the failed check's name, or the compiler's first message
   */
  reportWork(activity, failure) {
    const exercise = this.exercise?.name;
    this.events.emit("work", {
      activity,
      ...(exercise && { exercise }),
      ...(failure && { failure }),
    });
  }
}
