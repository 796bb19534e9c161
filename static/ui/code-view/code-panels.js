/**
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Files } from "../../transport/builder.js"
 * @import { CodePanel, CodePanelOptions } from "./code-panel.js"
 * @import { ExerciseProgress } from "../exercise/exercise-desk.js"
 * @import { EditorClass } from "./editor.js"
 *
 * @typedef {object} CodePanelsOptions
 * @property {LessonLab} lab
 * @property {Files} original the lesson's version
 * @property {Files} around read-only files around it, such as main.go
 * @property {DOMStringMap} data the attributes of `<code-view>`
 * @property {Promise<{ CodeMirrorEditor: EditorClass }>} editor the editor's bundle
 * @property {(text: string) => void} announce
 * @property {ExerciseProgress} progress
 * @property {() => void} leaveExercise shows the lesson's own code
 * @property {AbortSignal} signal
 *
 * A panel, and for an exercise what stands above it in the head of the column, and what it
 * adds to the panel.
 * @typedef {{ panel: CodePanel, bar: HTMLElement | null, desk: ExerciseDesk | null }} ShownPanel
 */

import { WorkerCodeTools } from "../../code-tools/code-tools.js";
import { HostBuilder } from "../../transport/host/host-builder.js";
import { HostTransport } from "../../transport/host/host-transport.js";
import { TabBuilder } from "../../transport/tab/tab-builder.js";
import { ExerciseDesk } from "../exercise/exercise-desk.js";
import { loadExercise } from "../exercise/exercises.js";
import { BuilderChoice } from "./builder-choice.js";
import { CodeAssist } from "./code-assist.js";
import { CodePanel as Panel } from "./code-panel.js";
import { TextEditor } from "./text-editor.js";

/** Creates the panels of a page: for the lesson's own code, and for each exercise. */
export class CodePanels {
  #options;
  /** @type {WorkerCodeTools | null} */
  #tools = null;

  /** @param {CodePanelsOptions} options */
  constructor(options) {
    this.#options = options;
    const { data, signal } = options;
    if (!data.tools) return;
    const tools = new WorkerCodeTools(JSON.parse(data.tools));
    signal.addEventListener("abort", () => tools.close(), { once: true });
    this.#tools = tools;
  }

  /**
   * @param {string} exercise empty for the lesson's own code
   * @returns {Promise<ShownPanel>} rejects where it cannot be loaded
   */
  async create(exercise) {
    const { original } = this.#options;
    const { lessonTitle } = this.#options.lab.views;
    if (exercise === "")
      return { panel: await this.#create(original, lessonTitle, null), bar: null, desk: null };
    const { lab, progress, announce, leaveExercise, signal } = this.#options;
    const loaded = await loadExercise(exercise);
    const { name, title, starter, checkFile } = loaded;
    const panel = await this.#create(starter, title, { name, checkFile });
    const desk = new ExerciseDesk(
      { lab, panel, exercise: loaded, progress, announce, onLeave: leaveExercise },
      signal,
    );
    return { panel, bar: desk.bar, desk };
  }

  /**
   * @param {Files} original
   * @param {string} title
   * @param {NonNullable<CodePanelOptions["exercise"]> | null} exercise
   */
  async #create(original, title, exercise) {
    const { lab, around, data, editor, announce, signal } = this.#options;
    const builders = new BuilderChoice(
      {
        host: data.builds === undefined ? null : new HostBuilder(new HostTransport()),
        tab: data.compiler ? tabBuilder(data.compiler) : null,
        isHosted: data.host !== undefined,
        exercise: exercise && `${lab.lesson}/${exercise.name}`,
      },
      signal,
    );
    const Editor = await loadEditor(editor);
    const panel = new Panel(
      { lab, original, around, exercise, title, builders, Editor, announce },
      signal,
    );
    if (this.#tools) new CodeAssist(this.#tools, panel, announce, signal);
    return panel;
  }
}

/** @param {string} json what the page says of the compiler and the program */
function tabBuilder(json) {
  const { program, ...info } = JSON.parse(json);
  return new TabBuilder(info, program);
}

/**
 * @param {CodePanelsOptions["editor"]} editor
 * @returns {Promise<EditorClass>}
 */
async function loadEditor(editor) {
  try {
    return (await editor).CodeMirrorEditor;
  } catch (error) {
    console.info(`a textarea stands in for the editor: ${error}`);
    return TextEditor;
  }
}
