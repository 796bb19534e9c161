/**
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { State } from "../script-run/script-controller.js"
 */

import { parse } from "../../conversation/parse.js";
import { button, h, icon } from "../dom.js";
import { ScriptController } from "../script-run/script-controller.js";
import { SavedScripts } from "./saved-scripts.js";
import { ScriptEditor } from "./script-editor.js";
import { syntaxHelp } from "./syntax-help.js";

/** The panel of `<lab-script>`: an editor for a script, and what runs it. */
export class ScriptPanel {
  #host;
  #lab;
  #saved;
  #editor;
  #controller;
  #go = h("button", { type: "button", class: "button primary try-go" });
  #back;
  #status = h("p", { class: "try-status", role: "status" });
  /** Whether the text is a Try it's script without a change: that is not saved. */
  #unchanged;
  /** Whether a script has run since the panel opened. */
  #hasRun = false;
  /** @type {HTMLElement | null} gets the focus back when the panel closes */
  #opener = null;

  /**
   * @param {HTMLElement} host is hidden while the panel is closed
   * @param {LessonLab} lab
   * @param {AbortSignal} signal
   */
  constructor(host, lab, signal) {
    this.#host = host;
    this.#lab = lab;
    this.#saved = new SavedScripts(lab.lesson);
    this.#unchanged = this.#saved.own === null;
    const onEditor = {
      input: () => this.#onInput(),
      pause: () => this.#save(),
      redraw: () => this.#onRedraw(),
    };
    this.#editor = new ScriptEditor(onEditor, signal);
    this.#controller = new ScriptController(
      lab,
      {
        script: () => this.#editor.view,
        showStatus: (text) => this.#status.replaceChildren(text),
        onState: (state) => this.#onState(state),
        onFailure: (line) => this.#editor.view.reveal(line),
      },
      signal,
    );
    const classes = "try-link script-back";
    this.#back = button("Back to what I had", { class: classes }, () => this.#goBack(), signal);
    this.#go.addEventListener("click", () => this.#toggleRun(), { signal });
    host.replaceChildren(
      this.#header(signal),
      h("p", { class: "script-lead" }, "One step a line; it is played with the lab's clients."),
      this.#editor.element,
      this.#editor.mistakes,
      h("div", { class: "try-run" }, this.#go, this.#back, this.#status),
      syntaxHelp(),
    );
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") this.close();
    };
    host.addEventListener("keydown", onKey, { signal });
    this.#setText(this.#saved.own ?? lab.exampleScript ?? "connect a\n");
    this.#drawGo();
  }

  /**
   * Opens the panel.
   * @param {string | null} script a Try it's script to edit; null leaves the text as it is
   */
  open(script) {
    if (script !== null) this.#replaceText(script);
    if (document.activeElement instanceof HTMLElement) this.#opener = document.activeElement;
    this.#host.hidden = false;
    this.#hasRun = false;
    this.#lab.views.show("lab");
    this.#editor.focus();
    if (this.#lab.views.oneColumn) this.#host.scrollIntoView({ block: "start" });
  }

  /** Closes the panel. A script that runs continues. */
  close() {
    this.#host.hidden = true;
    const { views } = this.#lab;
    const opener = this.#opener;
    this.#opener = null;
    // On a phone, a learner who has run a script stays with the clients it drove.
    const stays = views.oneColumn && this.#hasRun;
    if (opener?.isConnected && !stays) {
      views.show(views.viewOf(opener));
      if (opener.checkVisibility()) return opener.focus({ preventScroll: true });
    }
    views.focusLab();
  }

  /** @param {AbortSignal} signal */
  #header(signal) {
    const attributes = {
      class: "icon-button",
      "aria-label": "Close the script",
      title: "Close (Escape)",
    };
    const close = button("", attributes, () => this.close(), signal);
    close.append(icon("close"));
    return h("header", {}, h("h2", { id: "your-own" }, "A script of your own"), close);
  }

  /**
   * Shows a Try it's script, and keeps what the learner had.
   * @param {string} script
   */
  #replaceText(script) {
    this.#save(); // what was typed since the last pause
    this.#saved.archive(script);
    this.#unchanged = true;
    this.#setText(script);
  }

  #goBack() {
    this.#unchanged = false;
    this.#setText(this.#saved.takeEarlier());
    this.#save();
    this.#editor.focus();
  }

  /** @param {string} script */
  #setText(script) {
    this.#editor.value = script;
    this.#back.hidden = !this.#saved.hasEarlier;
  }

  #onInput() {
    this.#unchanged = false;
    this.#controller.stop();
  }

  /** Removes the result of a run: the text is another one now. */
  #onRedraw() {
    this.#controller.stop();
    this.#status.textContent = "";
    delete this.#host.dataset.state;
  }

  #save() {
    if (!this.#unchanged) this.#saved.save(this.#editor.value);
  }

  #toggleRun() {
    if (this.#controller.running) return this.#controller.stop();
    this.#editor.flush();
    const { steps, mistakes } = parse(this.#editor.value);
    const [mistake] = mistakes;
    // The list of mistakes gives the reason.
    if (mistake) return this.#editor.select(mistake.line);
    if (steps.length === 0) {
      this.#status.textContent = "There is no step yet. Begin with: connect a";
      return;
    }
    this.#hasRun = true;
    this.#controller.play(this.#editor.value);
  }

  /** @param {State} state */
  #onState(state) {
    this.#host.dataset.state = state;
    this.#drawGo();
  }

  #drawGo() {
    const { running } = this.#controller;
    this.#go.replaceChildren(icon(running ? "close" : "play"), running ? "Stop" : "Run it");
  }
}
