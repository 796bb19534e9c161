// A class for tests: a playground that holds it, and browsers of its own for each person.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test as base, expect, Playground } from "./playground.js";

/** @import { Browser, Page } from "@playwright/test" */

export class Classroom extends Playground {
  #browser;

  /**
   * @param {Browser} browser
   * @param {string} folder
   * @param {string[]} flags
   */
  constructor(browser, folder, flags = []) {
    super(["--data-dir", folder, ...flags], "class", /instruct\/|--renew-link/);
    this.#browser = browser;
  }

  #address(/** @type {RegExp} */ pattern) {
    const [address] = pattern.exec(this.output) ?? [];
    if (!address) throw new Error(`no ${pattern} in\n${this.output}`);
    return address;
  }

  get joinURL() {
    return this.#address(/http\S+\/join\/\S+/);
  }

  get instructorURL() {
    return this.#address(/http\S+\/instruct\/\S+/);
  }

  /** @returns {Promise<Page>} of a browser with no cookie */
  async newPage() {
    const context = await this.#browser.newContext();
    return context.newPage();
  }

  async instruct() {
    const page = await this.newPage();
    await page.goto(this.instructorURL);
    return page;
  }

  /** @param {string} name */
  async join(name) {
    const page = await this.newPage();
    await page.goto(this.joinURL);
    await page.getByLabel("Your name").fill(name);
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.locator(".member-name")).toHaveText(name);
    return page;
  }
}

export const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<{ folder: string, room: Classroom }, {}, import("@playwright/test").PlaywrightTestArgs, import("@playwright/test").PlaywrightWorkerArgs>} */ ({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants one
    folder: async ({}, use) => {
      const folder = await mkdtemp(path.join(tmpdir(), "class-"));
      await use(folder);
      await rm(folder, { recursive: true });
    },
    room: async ({ browser, folder }, use) => {
      const room = new Classroom(browser, folder);
      await room.start();
      await use(room);
      await room.end();
    },
  }),
);

/**
 * @param {Page} board
 * @param {string} name
 */
export function cardOf(board, name) {
  return board.locator(".member-card").filter({ hasText: name });
}
