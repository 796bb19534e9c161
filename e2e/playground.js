// A playground of its own for every test: started on a free port, asked where
// it is, ended with the test. A page that reports an error fails its test.

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "@playwright/test";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const binary = process.env.SOCKETSCHOOL_BIN ?? path.join(root, "bin", "socketschool");

export class Playground {
  /** @type {import("node:child_process").ChildProcess | null} */
  #process = null;
  url = "";
  /** What it has printed until it was ready. */
  output = "";

  /**
   * @param {string[]} flags
   * @param {"serve" | "class"} command
   * @param {RegExp} ready the line after which it is ready
   */
  constructor(flags, command = "serve", ready = /https?:/) {
    this.flags = flags;
    this.command = command;
    this.ready = ready;
  }

  get pid() {
    return this.#process?.pid ?? 0;
  }

  /** Starts it, the second time where it was before. */
  async start() {
    const listen = this.url ? new URL(this.url).host : "127.0.0.1:0";
    const child = spawn(binary, [this.command, "--listen", listen, ...this.flags], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const failed = new Promise((_, reject) => child.once("error", reject));
    await Promise.race([once(child, "spawn"), failed]);
    this.#process = child;
    let log = "";
    child.stderr.on("data", (chunk) => {
      log += chunk;
    });
    this.output = "";
    for await (const line of createInterface({ input: child.stdout })) {
      this.output += `${line}\n`;
      if (!this.ready.test(line)) continue;
      const [address = ""] = this.output.match(/https?:\/\/\S+/) ?? [];
      this.url = address.replace(/\/$/, "");
      return;
    }
    throw new Error(`${binary} ended before it printed its address:\n${log}`);
  }

  /** @param {NodeJS.Signals} signal */
  async end(signal = "SIGINT") {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
}

/** The places in which a lab can run, and what the button there says. */
const RUN = { host: "Run on the host", tab: "Run in this tab" };

/**
 * @typedef {keyof typeof RUN} Place
 *
 * @typedef {object} Fixtures
 * @property {Place} place where the test's lab runs
 * @property {(lesson?: string) => Promise<LabPage>} openLab a lesson's page, in the test's place
 * @property {boolean} metered whether the page's connection is paid by the byte: then nothing is
 *   fetched ahead, and no test waits while a module of some megabytes is compiled for it
 * @property {string[]} flags for serve
 * @property {Playground} playground
 * @property {string[]} complaints what the page's console said that it should not
 */

export const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<Fixtures, {}, import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions>} */ ({
    place: ["host", { option: true }],
    metered: [true, { option: true }],
    flags: [[], { option: true }],
    context: async ({ context, metered }, use) => {
      if (metered) {
        await context.addInitScript(() => {
          Object.defineProperty(navigator, "connection", {
            value: { saveData: true },
            configurable: true,
          });
        });
      }
      await use(context);
    },
    playground: async ({ flags }, use) => {
      const playground = new Playground(flags);
      await playground.start();
      await use(playground);
      await playground.end();
    },
    openLab: async ({ page, playground, place }, use) => {
      await use((lesson) => LabPage.open(page, playground, lesson, place));
    },
    complaints: [
      async ({ page }, use) => {
        /** @type {string[]} */
        const complaints = [];
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("console", (message) => {
          // A refused or lost connection is the browser's own to report.
          const ours = !/net::ERR_|WebSocket connection|status of (404|422|429|503)/.test(
            message.text(),
          );
          if (ours && ["error", "warning"].includes(message.type()))
            complaints.push(message.text());
        });
        await use(complaints);
        expect(complaints, "what the page complained of").toEqual([]);
      },
      { auto: true },
    ],
  }),
);

export { expect };

/**
 * The same tests for each place: what a server does is the same wherever it runs.
 * @param {(place: Place) => void} tests
 */
export function inEachPlace(tests) {
  for (const place of /** @type {const} */ (["host", "tab"])) {
    test.describe(place === "host" ? "on the host" : "in the tab", () => {
      test.use({ place });
      tests(place);
    });
  }
}

/** The lab's parts as a reader finds them. */
export class LabPage {
  /**
   * @param {import("@playwright/test").Page} page
   * @param {Place} place
   */
  constructor(page, place = "host") {
    this.page = page;
    this.runButton = page.getByRole("button", { name: RUN[place] });
    this.stop = page.locator(".lab-head").getByRole("button", { name: "Stop", exact: true });
    this.start = page.locator(".lab-head").getByRole("button", { name: "Start", exact: true });
    this.restart = page.locator(".lab-head").getByRole("button", { name: "Restart" });
    this.host = page.getByRole("radio", { name: "On the host" });
    this.tab = page.getByRole("radio", { name: "In this tab" });
    this.state = page.locator(".lab-word");
    this.log = page.getByRole("region", { name: "Records" });
    this.rows = this.log.getByRole("listitem");
    this.notice = page.locator(".lab-notice");
    this.add = page.getByRole("button", { name: "Connect a client" });
  }

  /**
   * @param {import("@playwright/test").Page} page
   * @param {Playground} playground
   * @param {string} lesson
   * @param {Place} place as if the learner had chosen it the last time
   */
  static async open(page, playground, lesson = "echo", place = "host") {
    if (place !== "host") {
      const choose = (/** @type {string} */ id) => localStorage.setItem("socketschool.place", id);
      await page.addInitScript(choose, place);
    }
    await page.goto(`${playground.url}/lessons/${lesson}`);
    const lab = new LabPage(page, place);
    await lab.show("Lab");
    return lab;
  }

  /**
   * Chooses a view, where lesson and lab are not beside each other.
   * @param {"Lesson" | "Lab"} view
   */
  async show(view) {
    if ((this.page.viewportSize()?.width ?? 0) >= 992) return;
    const choose = this.page.locator("view-switch").getByRole("button", { name: view });
    if ((await choose.getAttribute("aria-pressed")) !== "true") await choose.click();
  }

  async run() {
    await this.runButton.click();
    await expect(this.state).toHaveText("listening");
  }

  /** Opens the log's menu: levels, connections, clear. */
  async openLogMenu() {
    await this.page.locator("lab-log .menu summary").click();
  }

  /** @param {string} letter */
  client(letter) {
    return new ClientCard(this.page.getByRole("group", { name: `Client ${letter}`, exact: true }));
  }

  /** @param {string} letter the one it will have */
  async connect(letter) {
    await this.add.click();
    const client = this.client(letter);
    await expect(client.state).toHaveText("open");
    return client;
  }
}

export class ClientCard {
  /** @param {import("@playwright/test").Locator} card */
  constructor(card) {
    this.card = card;
    this.state = card.locator(".client-state");
    this.input = card.getByRole("textbox");
    this.mode = card.getByRole("combobox");
    this.rows = card.getByRole("listitem");
    this.error = card.locator(".composer-error");
  }

  /** @param {string} text */
  async send(text) {
    await this.input.fill(text);
    await this.input.press("Enter");
  }

  /** @param {string} name */
  button(name) {
    return this.card.getByRole("button", { name, exact: true });
  }
}

/** What a client's menu offers. */
export class Menu {
  /**
   * @param {import("@playwright/test").Page} page
   * @param {string} letter
   */
  constructor(page, letter) {
    this.opener = page.getByRole("button", { name: `More for client ${letter}` });
    this.menu = page.getByRole("dialog", { name: `More for client ${letter}` });
  }

  async open() {
    await this.opener.click();
    await expect(this.menu).toBeVisible();
    return this;
  }

  /** @param {string} name */
  async press(name) {
    await this.menu.getByRole("button", { name }).click();
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  async fill(name, value) {
    await this.menu.getByLabel(name).fill(value);
  }
}
