import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, LabPage, test } from "./playground.js";

const golden = path.join(path.dirname(fileURLToPath(import.meta.url)), "golden");

class Timeline {
  /** @param {LabPage} lab */
  constructor(lab) {
    this.lab = lab;
    this.panel = lab.page.getByRole("region", { name: "Timeline", exact: true });
    this.steps = this.panel.locator(".tl-step");
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

  /** @param {string} name what is chosen from the menu */
  async save(name) {
    await this.panel.locator(".tl-menu summary").click();
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
 * @param {import("@playwright/test").Page} page
 * @param {import("./playground.js").Playground} playground
 * @param {string} [lesson]
 */
async function open(page, playground, lesson) {
  const lab = await LabPage.open(page, playground, lesson);
  await lab.run();
  return { lab, timeline: new Timeline(lab) };
}

/**
 * A line, and its answer.
 * @param {import("./playground.js").ClientCard} client
 * @param {string} text
 * @param {RegExp} answer
 */
async function talk(client, text, answer) {
  await client.send(text);
  await expect(client.rows.last()).toHaveText(answer);
}

/** @type {Record<string, (lab: LabPage) => Promise<void>>} each ends with all that it caused seen */
const CONVERSATIONS = {
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

for (const [lesson, converse] of Object.entries(CONVERSATIONS)) {
  test(`the table tells a known conversation: ${lesson}`, async ({ page, playground }) => {
    const { lab, timeline } = await open(page, playground, lesson);
    await timeline.show("Table");
    await converse(lab);
    const want = await readFile(path.join(golden, `timeline-${lesson}.txt`), "utf8").catch(
      () => "",
    );
    const facts = async () => {
      const all = (await timeline.facts()).filter((line) => !line.includes("Server time"));
      // How TLS pads and signs is not ours to say.
      const said = lesson === "secure" ? all.map((line) => line.replace(/[\d,]+ B/g, "N B")) : all;
      return `${said.join("\n")}\n`;
    };
    await expect.poll(facts).toBe(want);
  });
}

test("heads and margin say who waits where, as it changes", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  await expect(timeline.head("Server")).toHaveAttribute(
    "aria-label",
    /waiting in Accept, server\.go:\d+, \d+ s/,
  );
  const a = await lab.connect("A");
  await expect(timeline.head("A")).toHaveAttribute(
    "aria-label",
    /waiting in Read, server\.go:\d+, \d+ s/,
  );
  const said = await timeline.head("A").getAttribute("aria-label");
  const line = said?.match(/:(\d+),/)?.[1];
  const margin = page.locator(`[data-line="${line}"] .ln`);
  await expect(margin.first()).toHaveAttribute("data-waiting", "1");
  await lab.connect("B");
  await expect(margin.first()).toHaveAttribute("data-waiting", "2");
  for (const place of await margin.all()) await expect(place).toHaveAttribute("data-waiting", "2");
  await a.button("Close").click();
  await expect(margin.first()).toHaveAttribute("data-waiting", "1");
  await expect(timeline.head("A")).toHaveAttribute("aria-label", "A: closed");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.locator(".ln[data-waiting]")).toHaveCount(0);
});

test("a page that comes late knows who waits, though the events are gone", async ({
  page,
  playground,
}) => {
  let late = false;
  await page.routeWebSocket(/\/events/, (route) => {
    const server = route.connectToServer();
    server.onMessage((frame) => {
      const { events, ...rest } = JSON.parse(String(frame));
      if (!late || !events) return route.send(frame);
      // As if all but the last had fallen out of the ring.
      const last = events.slice(-1);
      route.send(JSON.stringify({ ...rest, events: last, skipped: last[0].seq - 1 }));
      late = false;
    });
  });
  const { timeline } = await open(page, playground);
  const address = (await page.locator(".lab-address").textContent()) ?? "";
  const other = connect(Number(address.slice(address.lastIndexOf(":") + 1)), "127.0.0.1");
  await once(other, "connect");
  other.write("hello\n");
  await once(other, "data");
  const port = `:${other.localPort}`;
  await expect(timeline.head(port)).toHaveAttribute("aria-label", /waiting in Read/);
  late = true;
  await page.reload();
  await expect(timeline.panel.locator(".tl-note")).toHaveText(/skipped/);
  await expect(timeline.head(port)).toHaveAttribute(
    "aria-label",
    /waiting in Read, server\.go:\d+/,
  );
  await expect(timeline.head("Server")).toHaveAttribute("aria-label", /waiting in Accept/);
  other.destroy();
  await expect(timeline.head(port)).toHaveAttribute("aria-label", /closed/);
});

test("in limits a lane shows the time left", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground, "limits");
  await lab.connect("A");
  await expect(timeline.head("A").locator(".tl-left")).toHaveText(/^\d+ s left$/);
  const width = async () =>
    Number(await timeline.head("A").locator(".tl-bar-left").getAttribute("width"));
  const before = await width();
  await expect.poll(width).toBeLessThan(before);
});

test("by keyboard: walk, look, pin, let go", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  const a = await lab.connect("A");
  await talk(a, "one", /received one/);
  await talk(a, "two", /received two/);
  await expect(timeline.steps).toHaveCount(6);
  await timeline.steps.last().focus();
  await expect(timeline.detail).toHaveText(/server → A.*4 B.*two⏎.*74 77 6f 0a/s);
  await page.keyboard.press("ArrowUp");
  await expect(timeline.steps.nth(-2)).toBeFocused();
  await expect(timeline.detail).toHaveText(/A → server.*Read returned.*after waiting/s);
  const line = await timeline.detail.getByRole("link").getAttribute("data-line");
  await expect(page.locator(`.is-lit[data-line="${line}"]`).first()).toBeAttached();
  await expect(timeline.detail).toHaveText(/INFO received data="two\\n"/);
  await page.keyboard.press("Enter");
  await expect(timeline.steps.nth(-2)).toHaveAttribute("aria-pressed", "true");
  await timeline.steps.first().hover();
  await expect(timeline.detail).toHaveText(/pinned/);
  await page.keyboard.press("Escape");
  await expect(timeline.detail).not.toHaveText(/pinned/);
  await page.keyboard.press("Home");
  await expect(timeline.steps.first()).toBeFocused();
  await timeline.steps.nth(2).click();
  await expect(timeline.detail).toHaveText(/A → server.*pinned/s);
  await timeline.detail.getByRole("button", { name: "Unpin" }).click();
  await expect(timeline.detail).not.toHaveText(/pinned/);
  const tab = timeline.panel.getByRole("tab", { name: "Timeline" });
  await tab.focus();
  await page.keyboard.press("ArrowRight");
  await expect(timeline.panel.getByRole("tab", { name: "Table" })).toBeFocused();
  await expect(timeline.table).toBeVisible();
});

test("one client alone; paused; cleared", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  const a = await lab.connect("A");
  const b = await lab.connect("B");
  await talk(a, "apple", /received apple/);
  await talk(b, "pear", /received pear/);
  await expect(timeline.steps).toHaveCount(7);
  await timeline.whose.selectOption({ label: "only B" });
  await expect(timeline.steps).toHaveCount(4);
  await expect(timeline.head("A")).toHaveCount(0);
  await timeline.whose.selectOption({ label: "everybody" });
  const pause = timeline.panel.getByRole("button", { name: "Pause" });
  await pause.click();
  await talk(a, "more", /received more/);
  const on = timeline.panel.getByRole("button", { name: "Go on (2)" });
  await expect(on).toBeVisible();
  await expect(timeline.steps).toHaveCount(7);
  await on.click();
  await expect(timeline.steps).toHaveCount(9);
  await timeline.panel.getByRole("button", { name: "Clear" }).click();
  await expect(timeline.steps).toHaveCount(0);
  await expect(timeline.head("A")).toHaveAttribute("aria-label", /waiting in Read/);
  await talk(a, "again", /received again/);
  await expect(timeline.steps).toHaveCount(2);
});

test("a run is saved, and looked at again without a server", async ({ page, playground }) => {
  const { lab, timeline } = await open(page, playground);
  await timeline.show("Table");
  await CONVERSATIONS.echo?.(lab);
  await expect(timeline.rows.last()).toHaveText(/close/);
  await expect(timeline.rows.filter({ hasText: "close" })).toHaveCount(2);
  const before = await timeline.facts();
  const { text } = await timeline.save("Save the run");
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await expect(page.getByRole("button", { name: "Run on the host" })).toBeVisible();
  await expect(page.getByRole("button", { name: "or open a saved run" })).toBeVisible();

  await timeline.open({ name: "broken.jsonl", text: `${text.slice(0, -60)}` });
  await expect(timeline.banner).toHaveText(/broken\.jsonl cannot be opened\. Line \d+ is not JSON/);
  await timeline.banner.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("button", { name: "Run on the host" })).toBeVisible();

  await timeline.open({ name: "run.jsonl", text });
  await expect(timeline.banner).toHaveText(/A saved run\. run\.jsonl: echo, \d+ events/);
  await expect(timeline.head("B")).toHaveCount(1);
  await timeline.show("Table");
  await expect.poll(() => timeline.facts()).toEqual(before);
  const again = await timeline.save("Save the run");
  expect(again.text).toBe(text);
  await timeline.banner.getByRole("button", { name: "Back to the lab" }).click();
  await expect(page.getByRole("button", { name: "Run on the host" })).toBeVisible();
});

test("the picture stands by itself", async ({ page, playground, context }) => {
  const { lab, timeline } = await open(page, playground);
  await CONVERSATIONS.echo?.(lab);
  await expect(timeline.steps.filter({ hasText: "close" })).toHaveCount(2);
  const { text } = await timeline.save("Save the picture");
  expect(text).not.toMatch(/class=|style=|var\(|oklch|url\(/);
  const alone = await context.newPage();
  await alone.setContent(`<!doctype html><body>${text.slice(text.indexOf("<svg"))}`);
  await expect(alone.getByText("⊣ FIN").first()).toBeVisible();
  await expect(alone.getByText(":68").first()).toBeVisible();
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const viewport of [
    { width: 1440, height: 1010 },
    { width: 390, height: 844 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} px`, () => {
      test.use({ colorScheme, viewport });

      test("axe finds nothing on the timeline, its table and its detail", async ({
        page,
        playground,
      }) => {
        test.setTimeout(60_000);
        const { lab, timeline } = await open(page, playground);
        await CONVERSATIONS.echo?.(lab);
        await expect(timeline.steps.filter({ hasText: "close" })).toHaveCount(2);
        await timeline.steps.nth(3).click();
        const findings = async () => {
          const { violations } = await new AxeBuilder({ page }).include("lab-timeline").analyze();
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
        };
        expect(await findings()).toEqual([]);
        await timeline.show("Table");
        expect(await findings()).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBe(viewport.width);
      });
    });
  }
}
