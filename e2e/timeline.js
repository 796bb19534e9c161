// The timeline as a reader finds it, and conversations whose every event is known.

import { readFile } from "node:fs/promises";
import { expect } from "./playground.js";

/** @typedef {import("./playground.js").LabPage} LabPage */

export class Timeline {
  /** @param {LabPage} lab */
  constructor(lab) {
    this.lab = lab;
    this.panel = lab.page.getByRole("region", { name: "Timeline", exact: true });
    this.steps = this.panel.locator(".tl-event");
    this.table = this.panel.getByRole("table");
    this.rows = this.table.locator("tbody tr");
    this.detail = this.panel.getByRole("region", { name: "The event in detail" });
    this.whose = this.panel.getByRole("combobox", { name: "Whose events" });
    this.banner = this.panel.locator(".tl-banner");
  }

  /** @param {"Timeline" | "Table"} name */
  async show(name) {
    await this.panel.getByRole("tab", { name }).click();
  }

  /** @param {string} name */
  head(name) {
    return this.panel.locator(".tl-lane-head", {
      has: this.lab.page.getByText(name, { exact: true }),
    });
  }

  /** @returns {Promise<string[]>} each row as one line, without what is never twice the same */
  async facts() {
    const rows = await this.rows.evaluateAll((all) =>
      all.map((row) =>
        Array.from(row.querySelectorAll("td"), (cell) => cell.textContent?.trim() ?? ""),
      ),
    );
    return rows
      .filter((cells) => cells.length > 1)
      .map(([, ...cells]) => cells.join(" | ").replace(/127\.0\.0\.1:\d+/g, "ADDRESS"));
  }

  async openMenu() {
    await this.panel.locator(".menu summary").click();
  }

  /** @param {string} name what is chosen from the menu */
  async save(name) {
    await this.openMenu();
    const download = this.lab.page.waitForEvent("download");
    await this.panel.getByRole("button", { name }).click();
    const file = await (await download).path();
    return { file, text: await readFile(file, "utf8") };
  }

  /** @param {{ name: string, text: string }} file */
  async open({ name, text }) {
    // There also where the lab has not run, and the panel is not to be seen.
    const input = this.lab.page.locator("lab-timeline input[type=file]");
    await input.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  }
}

/**
 * A line, and its answer.
 * @param {import("./playground.js").ClientCard} client
 * @param {string} text
 * @param {RegExp} answer
 */
export async function talk(client, text, answer) {
  await client.send(text);
  await expect(client.rows.last()).toHaveText(answer);
}

/** @type {Record<string, (lab: LabPage) => Promise<void>>} each ends with all that it caused seen */
export const CONVERSATIONS = {
  echo: async (lab) => {
    const a = await lab.connect("A");
    await talk(a, "hello", /received hello/);
    const b = await lab.connect("B");
    await b.mode.selectOption("hex");
    await talk(b, "68 c3", /received hc3/);
    await talk(b, "a9 0a", /received a9/);
    await a.button("Half-close").click();
    await expect(a.state).toHaveText("closed");
    await b.button("Reset").click();
    await expect(b.state).toHaveText("reset");
  },
  multi: async (lab) => {
    const a = await lab.connect("A");
    await talk(a, "one", /received Echo: one/);
    const b = await lab.connect("B");
    await talk(b, "two", /received Echo: two/);
    await b.button("Close").click();
    await expect(b.state).toHaveText("closed");
  },
  broadcast: async (lab) => {
    const a = await lab.connect("A");
    await talk(a, "all alone", /received all alone/);
  },
  secure: async (lab) => {
    const a = await lab.connect("A");
    await talk(a, "hello", /received SECURE: hello/);
    await a.button("Half-close").click();
    await expect(a.state).toHaveText("closed");
  },
  limits: async (lab) => {
    const clients = [];
    for (const letter of ["A", "B", "C"]) clients.push(await lab.connect(letter));
    const [a] = clients;
    if (a) await talk(a, "in time", /received in time/);
    await lab.add.click();
    const d = lab.client("D");
    await expect(d.rows.filter({ hasText: "Server busy" })).toHaveCount(1);
    await d.button("Close").click();
    await expect(d.state).toHaveText("closed");
  },
};
