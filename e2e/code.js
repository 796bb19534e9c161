// The Code view as a learner uses it.

import { expect } from "@playwright/test";

/**
 * CodeMirror's view of an element.
 * @typedef {{ state: { doc: { toString: () => string }, selection: { main: { from: number, to: number } },
 *   sliceDoc: (from: number, to: number) => string },
 *   dispatch: (transaction: object) => void, focus: () => void }} View
 */

export class CodePage {
  /** @param {import("@playwright/test").Page} page */
  constructor(page) {
    this.page = page;
    this.panel = page.getByRole("region", { name: "Code", exact: true });
    this.status = this.panel.locator(".code-status");
    this.state = this.panel.locator(".code-state");
    this.run = this.panel.getByRole("button", { name: /^Run/ });
  }

  /** @param {import("@playwright/test").Page} page */
  static async open(page) {
    await page.getByRole("button", { name: "Code", exact: true }).click();
    const code = new CodePage(page);
    await expect(code.editor()).toBeVisible();
    return code;
  }

  /** @param {string} name of a file, or Changes */
  tab(name) {
    const tabs = this.panel.getByRole("group", { name: "Files" });
    return tabs.getByRole("button", { name, includeHidden: true });
  }

  /** @param {string} name */
  button(name) {
    return this.panel.getByRole("button", { name, exact: true });
  }

  /** @param {string} file */
  editor(file = "server.go") {
    return this.panel.getByRole("textbox", { name: file });
  }

  /** @param {string} file */
  text(file = "server.go") {
    return this.editor(file).evaluate((element) => {
      const { state } = /** @type {View} */ (/** @type {any} */ (element).cmTile.root.view);
      return state.doc.toString();
    });
  }

  /** The selected text of server.go. */
  selected() {
    return this.editor().evaluate((element) => {
      const { state } = /** @type {View} */ (/** @type {any} */ (element).cmTile.root.view);
      return state.sliceDoc(state.selection.main.from, state.selection.main.to);
    });
  }

  /** The lines at which the margin shows that something waits, by their height. */
  linesWithWaits() {
    return this.panel.evaluate((panel) => {
      const tops = [...panel.querySelectorAll(".cm-wait")].map(
        (wait) => wait.parentElement?.getBoundingClientRect().top ?? 0,
      );
      const lines = [...panel.querySelectorAll(".cm-line")];
      return tops.map((top) => {
        const line = lines.find((line) => Math.abs(line.getBoundingClientRect().top - top) < 3);
        return line?.textContent ?? "";
      });
    });
  }

  /**
   * Replaces the whole text of server.go.
   * @param {string} text
   */
  async set(text) {
    await this.editor().evaluate((element, insert) => {
      const view = /** @type {View} */ (/** @type {any} */ (element).cmTile.root.view);
      view.dispatch({ changes: { from: 0, to: view.state.doc.toString().length, insert } });
      view.focus();
    }, text);
  }

  /**
   * Replaces the whole text of server.go and runs it, until the log has the new run.
   * @param {string} text that builds
   */
  async runText(text) {
    const runs = this.page.locator("lab-log .log-row", { hasText: /^a new run.*your version$/ });
    const before = await runs.count();
    await this.set(text);
    await this.page.keyboard.press("Control+Enter");
    await expect(runs).toHaveCount(before + 1, { timeout: 60_000 });
  }

  /**
   * Selects a piece of server.go, and types over it.
   * @param {string} old
   * @param {string} replacement
   */
  async edit(old, replacement) {
    await this.editor().evaluate((element, old) => {
      const view = /** @type {View} */ (/** @type {any} */ (element).cmTile.root.view);
      const from = view.state.doc.toString().indexOf(old);
      if (from < 0) throw new Error(`the text lacks ${old}`);
      view.focus();
      view.dispatch({ selection: { anchor: from, head: from + old.length }, scrollIntoView: true });
    }, old);
    await this.page.keyboard.insertText(replacement);
  }
}
